import type { Fault } from "./api-error.js";

/** What is kept of a generation; nothing of its content. */
export interface GenerationRecord {
  id: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Who asked: the key's id, or the address. */
  client: string;
  model: string;
  /** Name of the provider that answered; null: nobody did, or the row is older than providers are. */
  provider: string | null;
  /** Which of the provider's endpoints answered, where it has several. */
  endpoint: string | null;
  /** The provider's own id of the answer. */
  upstreamId: string | null;
  /** The API that the request came by, such as `completions`. */
  apiType: string | null;
  streamed: boolean;
  /** The client left before the end. */
  cancelled: boolean;
  finishReason: string | null;
  nativeFinishReason: string | null;
  /** Why it failed, in words; null: it did not. */
  error: string | null;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  /** US dollars as a decimal, such as `0.000125`; null: not known. */
  cost: string | null;
  /** Answered with the client's own key at the provider. */
  isByok: boolean;
  /** Whom the router asked, in order; the last one answered, or failed too. */
  attempts: GenerationAttempt[];
  /** Milliseconds: in the queue, on the prompt, on the answer, and until the first token (null: none came). */
  queuedMs: number;
  promptMs: number;
  generationMs: number;
  latencyMs: number | null;
  user: string | null;
  sessionId: string | null;
  /** Slug of the preset that filled in the request. */
  preset: string | null;
  /** The generation whose answer was given again, from the response cache; null: it is its own. */
  cacheSourceId: string | null;
  metadata: Record<string, string> | null;
}

/** One try to have a generation answered. */
export interface GenerationAttempt {
  provider: string;
  endpoint: string | null;
  model: string;
  /** HTTP status of the provider's answer; null: none came. */
  status: number | null;
  /** Kind of the failure, as in the error envelope; null: it answered. */
  errorType: string | null;
  /** What the failure says of the provider; absent: it answered, or the row is older than this. */
  fault?: Fault | undefined;
  /** Milliseconds until its first token, or until it failed. */
  latencyMs: number | null;
  /** US dollars as a decimal, as far as is known. Absent in records of older versions. */
  cost?: string | undefined;
}

/** What a generation adds to what an account has spent. Accounts are named as `server`, `key:…`, `model:…`. */
export interface Charge {
  account: string;
  /** US dollars as a decimal. */
  amount: string;
}
