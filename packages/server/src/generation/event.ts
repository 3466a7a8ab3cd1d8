import type { ApiError } from "./api-error.js";
import type { RouteReport } from "./route-report.js";

/**
 * What happens on the way to an answer: `accepted` once, with `waiting` before and after it, then `delta` as they come,
 * a `finish` for each choice, and `end`. A failure is thrown instead.
 */
export type GenerationEvent = Waiting | Accepted | DeltaEvent | Finish | End;

/** Before anything else: a router has looked at the task. It keeps both current. */
export interface Routed {
  type: "routed";
  report: Readonly<RouteReport>;
  /** Of all attempts together, those that nobody heard of too. */
  usage: Readonly<Usage>;
}

/** Nothing to tell yet. */
export interface Waiting {
  type: "waiting";
  /** Place in the queue, 1 is next; absent once the work has begun. */
  queue?: number | undefined;
}

/** Somebody has taken the task. */
export interface Accepted {
  type: "accepted";
  /** Id of the model that answers. */
  model: string;
  /** Name of the provider that answers. */
  provider: string;
  /** Fields of the task that this model can't honour. */
  ignored: string[];
  /** What the client should know besides. */
  warnings?: string[] | undefined;
  /** What has been used so far: the provider keeps it current, for answers that don't reach their end. */
  usage: Readonly<Usage>;
  /** What the provider was given, for requests that want to see it. */
  upstreamBody?: unknown;
  /** Which of the provider's endpoints answers. */
  endpoint?: string | undefined;
  /** The provider's own id of the answer. */
  upstreamId?: string | undefined;
  /** Fields that nobody here knows were passed on to the provider. */
  takesUnknown?: boolean | undefined;
  /** Milliseconds for which the provider's limit is used up with this answer. */
  limitedMs?: number | undefined;
}

/** The answer grows. */
export interface DeltaEvent {
  type: "delta";
  /** Which of the `n` answers. */
  choice: number;
  delta: Delta;
  logprobs?: TokenLogprobs[] | undefined;
  extra?: PassedOn | undefined;
}

/** Fields of a provider's answer that nobody here knows, by where they stood. They reach the client as they are. */
export interface PassedOn {
  delta?: Record<string, unknown>;
  choice?: Record<string, unknown>;
  chunk?: Record<string, unknown>;
}

/** What is added to the message, in the words of the chat completions API. */
export interface Delta {
  content?: string;
  reasoning?: string;
  reasoning_details?: unknown[];
  tool_calls?: ToolCallDelta[];
  refusal?: string;
}

export interface ToolCallDelta {
  index: number;
  id?: string;
  type?: "function";
  function: { name?: string; arguments: string };
}

export interface TokenLogprob {
  token: string;
  bytes: number[] | null;
  /** Natural logarithm of the probability. */
  logprob: number;
}

export interface TokenLogprobs extends TokenLogprob {
  top_logprobs: TokenLogprob[];
}

export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "error";

/** One of the answers has come to its end. */
export interface Finish {
  type: "finish";
  choice: number;
  finishReason: FinishReason;
  /** The reason in the provider's words. */
  nativeFinishReason: string | null;
  /** What is wrong with the answer though it came to its end; with `finishReason` `"error"`. */
  error?: ApiError | undefined;
  /** Which of the task's `stop` ended it, where that is known. */
  stopSequence?: string | undefined;
}

/** All answers have. */
export interface End {
  type: "end";
  usage: Usage;
  timings?: Timings | undefined;
}

/** Tokens. */
export interface Usage {
  promptTokens: number;
  /** Of the prompt, those that did not have to be evaluated. */
  cachedTokens: number;
  completionTokens: number;
  /** Of the completion, those spent on reasoning. */
  reasoningTokens: number;
  /** Of the prompt, those that were written to the provider's cache. */
  cacheWriteTokens?: number | undefined;
  /** Of those, the ones that stay there for an hour. */
  cacheWrite1hTokens?: number | undefined;
  /** Of the prompt, those of sound. */
  audioTokens?: number | undefined;
  /** US dollars as a decimal, such as `0.000125`. Absent: not known, or nothing. */
  cost?: string | undefined;
  /** What the prompt and the answer cost by themselves, as the provider says or by its prices. */
  promptCost?: string | undefined;
  completionCost?: string | undefined;
  /** What the provider itself says that it charges. */
  upstreamCost?: string | undefined;
  /** Counted by this server from the parts of the answer, because the provider told nothing. */
  estimated?: boolean | undefined;
  /** Further fields of the provider's account of usage, in its own words. */
  extra?: Record<string, unknown> | undefined;
}

export function noUsage(): Usage {
  return { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
}

/** Milliseconds. */
export interface Timings {
  queuedMs: number;
  promptMs: number;
  generationMs: number;
}
