import type { Endpoint } from "./endpoint.js";

export type { Endpoint } from "./endpoint.js";

/** A model that requests can name, and who answers for it. */
export interface RoutedModel {
  /** `author/name`. Its last part is an alias. */
  id: string;
  aliases: readonly string[];
  name: string;
  description: string;
  /** Unix seconds. */
  created: number;
  ownedBy: string;
  /** Tokens that a prompt and its answer may fill together. */
  contextLength: number;
  /** The parameters honoured, by OpenRouter's names. */
  supportedParameters: readonly string[];
  /** What holds where a request leaves it open, if that is not the API's default. */
  defaultParameters: { temperature: number | null; top_p: number | null } | null;
  /** Whether its author allows others to learn from its answers. Default: not known. */
  distillable?: boolean | undefined;
  endpoints: readonly Endpoint[];
}

/** Words at the end of a model's name that change how it is served. */
export const variants = ["free", "nitro", "floor", "exacto", "thinking", "extended"] as const;
export type Variant = (typeof variants)[number];

export interface FoundModel {
  model: RoutedModel;
  variant: Variant | undefined;
}

/** Names that stand for the first model. */
const automatic = new Set(["auto", "openrouter/auto"]);

function plain(name: string): string {
  return name.trim().toLowerCase();
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Whether a list of names holds the model: its id, or an alias. */
export function isAllowedModel(model: RoutedModel, names: readonly string[]): boolean {
  const known = [model.id, ...model.aliases, lastPart(model.id)].map(plain);
  return names.some((name) => known.includes(plain(name)));
}

/** The models of a server by id and alias; case does not matter. They may be replaced while it runs. */
export class ModelDirectory {
  #list: readonly RoutedModel[] = [];
  #byName = new Map<string, RoutedModel>();

  constructor(models: readonly RoutedModel[]) {
    this.replace(models);
  }

  get list(): readonly RoutedModel[] {
    return this.#list;
  }

  get ids(): string[] {
    return this.#list.map((model) => model.id);
  }

  replace(models: readonly RoutedModel[]): void {
    const byName = new Map<string, RoutedModel>();
    for (const model of models) byName.set(plain(model.id), model);
    for (const model of models) {
      for (const alias of [...model.aliases, lastPart(model.id)]) {
        if (!byName.has(plain(alias))) byName.set(plain(alias), model);
      }
    }
    this.#list = models;
    this.#byName = byName;
  }

  /** Those of the names that are known; without names, the first model. */
  findAll(names: readonly string[]): FoundModel[] {
    const first = this.#list[0];
    if (names.length === 0) return first ? [{ model: first, variant: undefined }] : [];
    return names.flatMap((name) => this.find(name) ?? []);
  }

  find(name: string): FoundModel | undefined {
    const whole = this.#find(plain(name));
    if (whole) return { model: whole, variant: undefined };
    const [base, suffix] = plain(name).split(/:(?=[^:]*$)/);
    const variant = variants.find((one) => one === suffix);
    const model = variant && this.#find(base!);
    return model && { model, variant };
  }

  #find(name: string): RoutedModel | undefined {
    const found = this.#byName.get(name) ?? (automatic.has(name) ? this.#list[0] : undefined);
    // A model that is nobody's but this machine's answers to any author: some clients insist on a slash.
    return found ?? this.#byName.get(`local/${lastPart(name)}`);
  }
}
