import type { FlavourName } from "../providers/openai/flavours.js";
import { UserError } from "../user-error.js";
import type { Configuration, ConfiguredModel, ConfiguredProvider } from "./schema.js";

/** A server whose models are to be found out. */
export interface Upstream {
  baseUrl: string;
  /** Which API it speaks. Default: `openai`. */
  type?: Api | undefined;
  apiKey?: string | undefined;
  flavour?: FlavourName | undefined;
}

type Fields = Record<string, unknown>;
type Api = Exclude<ConfiguredProvider["type"], "embedded">;

/** What is known of servers whose keys stand in the environment. */
const known: { variable: string; type?: Api; baseUrl: string; flavour?: FlavourName }[] = [
  { variable: "OPENAI_API_KEY", baseUrl: "https://api.openai.com/v1", flavour: "openai" },
  {
    variable: "OPENROUTER_API_KEY",
    baseUrl: "https://openrouter.ai/api/v1",
    flavour: "openrouter",
  },
  { variable: "ANTHROPIC_API_KEY", type: "anthropic", baseUrl: "https://api.anthropic.com/v1" },
  {
    variable: "GEMINI_API_KEY",
    type: "gemini",
    baseUrl: "https://generativelanguage.googleapis.com/v1beta",
  },
  { variable: "GROQ_API_KEY", baseUrl: "https://api.groq.com/openai/v1", flavour: "groq" },
  { variable: "MISTRAL_API_KEY", baseUrl: "https://api.mistral.ai/v1", flavour: "mistral" },
  {
    variable: "DEEPSEEK_API_KEY",
    baseUrl: "https://api.deepseek.com",
    flavour: "deepseek",
  },
  {
    variable: "TOGETHER_API_KEY",
    baseUrl: "https://api.together.xyz/v1",
    flavour: "together",
  },
];

/** The servers that the environment has keys for. */
export function upstreamsOf(environment: Record<string, string | undefined>): Upstream[] {
  const found: Upstream[] = known.flatMap(({ variable, ...rest }) => {
    const apiKey = environment[variable];
    return apiKey ? [{ ...rest, apiKey }] : [];
  });
  const { OLLAMA_HOST: ollama } = environment;
  if (ollama) {
    const url = new URL(ollama.includes("://") ? ollama : `http://${ollama}`);
    if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
    if (url.port === "") url.port = "11434";
    found.push({ baseUrl: `${url.origin}/v1`, flavour: "ollama" });
  }
  return found;
}

/** Asks the servers for their models. The same name at several of them is one model with several endpoints. */
export async function discover(upstreams: readonly Upstream[], signal?: AbortSignal): Promise<Configuration> {
  const slugs = new Set<string>();
  const providers: ConfiguredProvider[] = [];
  const models = new Map<string, ConfiguredModel>();
  const lists = await Promise.all(upstreams.map((upstream) => listModels(upstream, signal)));
  for (const [index, { baseUrl, type = "openai", apiKey, flavour }] of upstreams.entries()) {
    const list = lists[index]!;
    const slug = freeSlug(type === "openai" ? nameOf(baseUrl) : type, slugs);
    providers.push({
      slug,
      type,
      base_url: baseUrl,
      ...(apiKey && { api_key: apiKey }),
      ...(type === "openai" && { flavour: flavour ?? flavourOf(list) }),
    });
    for (const entry of list) {
      const id = String(entry.id);
      const model = models.get(id) ?? { id, endpoints: [] };
      models.set(id, model);
      model.endpoints.push({ provider: slug, model: id, ...describedIn(entry) });
    }
  }
  return { providers, models: [...models.values()] };
}

/** How each API is asked for its models. */
const listings: Record<Api, { query: string; headers(key: string): Record<string, string> }> = {
  openai: { query: "", headers: (key) => ({ authorization: `Bearer ${key}` }) },
  anthropic: {
    query: "?limit=1000",
    headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  },
  gemini: { query: "?pageSize=1000", headers: (key) => ({ "x-goog-api-key": key }) },
};

async function listModels(
  { baseUrl, type = "openai", apiKey }: Upstream,
  signal?: AbortSignal,
): Promise<Fields[]> {
  const { query, headers } = listings[type];
  const url = `${baseUrl.replace(/\/+$/, "")}/models${query}`;
  const limit = AbortSignal.timeout(10_000);
  const failed = (why: string, cause?: unknown) =>
    new UserError(`${url} does not tell its models: ${why}.`, "Check the address; it usually ends in /v1.", {
      cause,
    });
  let body: unknown;
  try {
    const response = await fetch(url, {
      headers: apiKey ? headers(apiKey) : {},
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (!response.ok) throw failed(`status ${response.status}`);
    body = await response.json();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { message, cause } = error as Error;
    throw failed(cause instanceof Error ? cause.message : message, error);
  }
  const { data, models } = (body ?? {}) as Fields;
  const list = type === "gemini" ? generating(models) : entries(data);
  if (list.length === 0) throw failed("the answer names none");
  return list;
}

function entries(data: unknown): Fields[] {
  return Array.isArray(data) ? data.filter((entry: Fields | null) => typeof entry?.id === "string") : [];
}

/** Gemini's models that answer, in the words of the other lists. */
function generating(models: unknown): Fields[] {
  if (!Array.isArray(models)) return [];
  return (models as Fields[]).flatMap(
    ({ name, inputTokenLimit, supportedGenerationMethods: methods = [] }) =>
      typeof name === "string" && (methods as unknown[]).includes("generateContent")
        ? [{ id: name.replace(/^models\//, ""), context_length: inputTokenLimit }]
        : [],
  );
}

/** The host's telling part: `api.openai.com` is `openai`, `127.0.0.1:9001` is `127.0.0.1-9001`. */
function nameOf(baseUrl: string): string {
  const { hostname, port } = new URL(baseUrl);
  const isName = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/.test(hostname);
  const parts = hostname.split(".");
  return isName ? parts.at(-2)! : `${hostname.replace(/[^a-z0-9.]/g, "")}${port && `-${port}`}`;
}

function freeSlug(name: string, taken: Set<string>): string {
  let slug = name;
  for (let count = 2; taken.has(slug); count++) slug = `${name}-${count}`;
  taken.add(slug);
  return slug;
}

const owners: Record<string, FlavourName> = {
  vllm: "vllm",
  sglang: "sglang",
  llamacpp: "llama.cpp",
  library: "ollama",
};

function flavourOf(list: readonly Fields[]): FlavourName | undefined {
  return owners[String(list[0]?.owned_by)];
}

/** What OpenRouter's kind of list tells of a model. */
function describedIn(entry: Fields): Partial<ConfiguredModel["endpoints"][number]> {
  const price = (value: unknown) =>
    typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? value : undefined;
  const pricing = (entry.pricing ?? {}) as Fields;
  const [prompt, completion] = [price(pricing.prompt), price(pricing.completion)];
  const { context_length: context, max_model_len: longest, supported_parameters: supported } = entry;
  const length = [context, longest].find((value): value is number => typeof value === "number" && value > 0);
  return {
    ...(prompt !== undefined &&
      completion !== undefined && {
        pricing: { prompt, completion, input_cache_read: price(pricing.input_cache_read) },
      }),
    ...(length !== undefined && { context_length: length }),
    ...(Array.isArray(supported) && { supported_parameters: supported.map(String) }),
  };
}
