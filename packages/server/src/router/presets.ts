import { badRequest, notFound } from "../generation/api-error.js";
import type { AnswerParameters, Message, RoutingPreferences, Task, Tool } from "../generation/task.js";

/** What requests that name it need not say themselves. */
export interface Preset {
  slug: string;
  /** Ids of models, the preferred first. Empty: the request names one, or gets the default. */
  models: readonly string[];
  parameters: AnswerParameters;
  routing: RoutingPreferences;
  extra: Record<string, unknown>;
  /** For conversations without a system message of their own. */
  system: string | undefined;
  /** Whether the response cache is used where a request does not say. */
  cached: boolean;
  /** How long answers are kept then, in seconds. Default: the cache's. */
  cacheTtlSeconds: number | undefined;
}

/** A model's name, if there is one, and a preset's. */
const reference = /^(.*)@preset\/(.*)$/;
const mostNamed = 20;

/** The presets of a server, by slug. They may be replaced while it runs. */
export class Presets {
  #presets = new Map<string, Preset>();

  replace(presets: readonly Preset[]): void {
    this.#presets = new Map(presets.map((preset) => [preset.slug.toLowerCase(), preset]));
  }

  /**
   * The task with what its preset adds; what the request says itself counts more. A preset is named by `preset`, or in
   * place of a model or behind it (`@preset/slug`). Throws a 404 for one that is not known, a 400 for several.
   */
  apply<T extends Omit<Task, "client">>(task: T): { task: T; preset: Preset | undefined } {
    const named = task.models.flatMap((model) => reference.exec(model)?.[2]?.toLowerCase() ?? []);
    const slugs = new Set([...(task.preset === undefined ? [] : [task.preset.toLowerCase()]), ...named]);
    const [slug] = slugs;
    if (slug === undefined) return { task, preset: undefined };
    const param = task.preset === undefined ? "model" : "preset";
    if (slugs.size > 1) {
      throw badRequest(`A request can have one preset, got ${[...slugs].map(quoted).join(" and ")}`, param);
    }
    const preset = this.#presets.get(slug);
    if (!preset) throw this.#unknown(slug, param);
    return { task: { ...task, ...filled(task, preset), preset: undefined }, preset };
  }

  #unknown(slug: string, param: string) {
    const known = [...this.#presets.values()].map((preset) => preset.slug);
    const more = known.length > mostNamed ? ` and ${known.length - mostNamed} more` : "";
    const there =
      known.length > 0 ? `There are: ${known.slice(0, mostNamed).join(", ")}${more}` : "There are none";
    return notFound(`No preset named ${quoted(slug)} here. ${there}`, param);
  }
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}

function filled(task: Omit<Task, "client">, preset: Preset): Omit<Task, "client"> {
  const models = task.models.flatMap((model) => {
    const [, own] = reference.exec(model) ?? [model, model];
    return own === "" ? preset.models : [own!];
  });
  return {
    ...task,
    models: models.length > 0 ? models : preset.models,
    messages: withSystem(task.messages, preset.system),
    parameters: {
      ...preset.parameters,
      ...given(task.parameters),
      tools: allTools(preset.parameters.tools, task.parameters.tools),
    },
    routing: { ...preset.routing, ...given(task.routing) },
    extra: { ...preset.extra, ...task.extra },
  };
}

function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function withSystem(messages: Message[], system: string | undefined): Message[] {
  const own = messages.some(({ role }) => role === "system" || role === "developer");
  return system === undefined || own ? messages : [{ role: "system", content: system }, ...messages];
}

/** Of two with the same name the request's. */
function allTools(preset: Tool[] | undefined, own: Tool[] | undefined): Tool[] | undefined {
  if (!preset || !own) return own ?? preset;
  const names = new Set(own.map((tool) => tool.function.name));
  return [...preset.filter((tool) => !names.has(tool.function.name)), ...own];
}
