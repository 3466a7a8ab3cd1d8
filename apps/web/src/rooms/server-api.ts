/** Why the server did not do what was asked. */
export class ServerProblem extends Error {
  override readonly name = "ServerProblem";
  /** HTTP status; 0: there was no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A server, as the rooms ask it. */
export interface ServerApi {
  /** Base URL, without a slash at the end. */
  address: string;
  key: string;
}

interface Call {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: object;
  signal?: AbortSignal;
}

/** Calls the API. Rejects with a {@link ServerProblem}. */
export async function call<T>(api: ServerApi, path: string, options: Call = {}): Promise<T> {
  const response = await answer(api, `${api.address}${path}`, options);
  return (await response.json().catch(() => {
    throw new ServerProblem(response.status, `The answer of ${path} is no JSON.`);
  })) as T;
}

/** The server's Prometheus metrics; undefined: it has none to show. */
export async function readMetrics(api: ServerApi, signal: AbortSignal): Promise<string | undefined> {
  const address = api.address.replace(/\/api\/v1$/, "/metrics");
  if (address === api.address) return undefined;
  try {
    const response = await answer(api, address, { signal });
    return await response.text();
  } catch {
    return undefined;
  }
}

async function answer({ key }: ServerApi, url: string, { method = "GET", body, signal }: Call) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ServerProblem(0, `Nothing answers at ${new URL(url).origin}. Is the server running?`);
  });
  if (response.ok) return response;
  const told = (await response.json().catch(() => undefined)) as { error?: { message?: string } } | undefined;
  throw new ServerProblem(
    response.status,
    told?.error?.message ?? `The server answered with status ${response.status}.`,
  );
}

/** What the keys have spent, and may. */
export interface Credits {
  total_credits: number;
  total_usage: number;
}

/** What was asked for on one day, of one model and endpoint. */
export interface Activity {
  date: string;
  model: string;
  provider_name: string;
  usage: number;
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
}

export type Reset = "daily" | "weekly" | "monthly";

/** A key of the server's. */
export interface Key {
  hash: string;
  name: string;
  label: string;
  disabled: boolean;
  limit: number | null;
  limit_remaining: number | null;
  limit_reset: Reset | null;
  usage: number;
  usage_daily: number;
  usage_weekly: number;
  usage_monthly: number;
  created_at: string;
  expires_at: string | null;
  allowed_models?: string[] | null;
  limits?: Record<string, number> | null;
}

export interface Percentiles {
  p50: number;
  p90: number;
  p99: number;
}

/** An endpoint, and what has been seen of it. */
export interface Endpoint {
  provider_name: string;
  tag: string;
  status: number;
  pricing: { prompt?: string; completion?: string };
  uptime_last_5m: number | null;
  uptime_last_30m: number | null;
  uptime_last_1d: number | null;
  /** Seconds. */
  latency_last_30m: Percentiles | null;
  /** Tokens a second. */
  throughput_last_30m: Percentiles | null;
}

/** One try to have a generation answered. */
export interface Attempt {
  provider_name: string;
  endpoint_id: string | null;
  model_permaslug: string;
  status: number | null;
  latency: number | null;
  error_type?: string | null;
  fault?: string | null;
}

/** A generation, without its content. */
export interface Generation {
  id: string;
  created_at: string;
  model: string;
  provider_name: string | null;
  api_type: string | null;
  streamed: boolean;
  cancelled: boolean;
  finish_reason: string | null;
  error: string | null;
  tokens_prompt: number;
  tokens_completion: number;
  latency: number | null;
  generation_time: number | null;
  total_cost: number;
  provider_responses: Attempt[] | null;
  client: string;
}
