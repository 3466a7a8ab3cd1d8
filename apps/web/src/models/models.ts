import { createStore } from "../ui/store.js";

/** A model as `GET /models` lists it; every field but the id may be missing. */
export interface Model {
  id: string;
  name?: string;
  description?: string;
  context_length?: number | null;
  architecture?: { input_modalities?: string[]; output_modalities?: string[]; tokenizer?: string };
  supported_parameters?: string[];
  /** What applies where a request leaves it open, by names on the wire. */
  default_parameters?: Record<string, number | null> | null;
  pricing?: { prompt?: string | number; completion?: string | number };
}

interface State {
  status: "loading" | "ready" | "failed";
  list: Model[];
  /** What to do about it, when the list can't be had. */
  problem?: string;
}

/** The models of the server in the settings. */
export const models = createStore<State>({ status: "loading", list: [] });

let latest = 0;

/** Reads the list anew; an answer that comes after a later call is dropped. */
export async function loadModels(serverURL: string, apiKey: string): Promise<void> {
  const turn = ++latest;
  models.set((state) => ({ status: "loading", list: state.list }));
  const next = await readModels(serverURL, apiKey).catch(
    (): State => ({
      status: "failed",
      list: [],
      problem: `Nothing answers at ${serverURL}. Is the server running, and is the address right?`,
    }),
  );
  if (turn === latest) models.set(next);
}

async function readModels(serverURL: string, apiKey: string): Promise<State> {
  const response = await fetch(`${serverURL}/models`, {
    headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
  });
  if (response.status === 401)
    return { status: "failed", list: [], problem: "The server wants a key. Enter it in the settings." };
  if (!response.ok)
    return {
      status: "failed",
      list: [],
      problem: `The server did not list its models (status ${response.status}).`,
    };
  const body = (await response.json()) as { data?: unknown };
  const list = Array.isArray(body.data)
    ? body.data.filter((model): model is Model => typeof model?.id === "string")
    : [];
  return { status: "ready", list };
}

export const modelName = (model: Model): string => model.name?.trim() || model.id;

const thousands = (count: number): string =>
  count >= 1_000_000
    ? `${+(count / 1_000_000).toFixed(1)}M`
    : count >= 1000
      ? `${Math.round(count / 1024)}K`
      : `${count}`;

const perMillion = (price: string | number | undefined): number => Number(price ?? Number.NaN) * 1_000_000;

/** Context and price in a few words. */
export function modelFacts({ context_length, pricing }: Model): string[] {
  const prompt = perMillion(pricing?.prompt);
  const completion = perMillion(pricing?.completion);
  const facts = context_length ? [`${thousands(context_length)} context`] : [];
  if (prompt === 0 && completion === 0) facts.push("free");
  else if (prompt >= 0 && completion >= 0)
    facts.push(`$${+prompt.toFixed(2)} in, $${+completion.toFixed(2)} out per million`);
  return facts;
}

const abilities: [parameter: string, label: string][] = [
  ["tools", "tools"],
  ["structured_outputs", "JSON schema"],
  ["response_format", "formats"],
  ["reasoning", "reasoning"],
  ["logprobs", "probabilities"],
  ["seed", "seed"],
];

/** What a model can do besides answering in words. */
export function modelAbilities({ supported_parameters, architecture }: Model): string[] {
  const supported = new Set(supported_parameters);
  const inputs = (architecture?.input_modalities ?? []).filter((kind) => kind !== "text");
  return [
    ...abilities.filter(([parameter]) => supported.has(parameter)).map(([, label]) => label),
    ...inputs,
  ];
}
