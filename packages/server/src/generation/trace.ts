import type { Usage } from "./event.js";
import type { GenerationAttempt } from "./record.js";

/** Follows what is done for one request, for tools that show it. */
export interface Trace {
  /** A try to have the request answered begins. */
  attempt(about: AttemptIdentity): AttemptTrace;
}

export interface AttemptIdentity {
  provider: string;
  endpoint: string;
  /** The model in the provider's own words. */
  model: string;
}

export interface AttemptTrace {
  /** Headers that let the provider go on with the trace. */
  readonly headers: Readonly<Record<string, string>>;
  /** What came of it, and what it used as far as is known. */
  end(attempt: GenerationAttempt, usage: Readonly<Usage> | undefined): void;
}
