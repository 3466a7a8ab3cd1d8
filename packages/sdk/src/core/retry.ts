import { errorType } from "../errors/detail.js";
import { ConnectionError, OpenRouterError, StreamTruncatedError } from "../errors/index.js";
import { MAX_DELAY, wait } from "../http/limit.js";

/** Times of an exponential backoff, in milliseconds. */
export interface BackoffStrategy {
  /** Wait before the second attempt; default 500. Each wait is varied at random by up to a quarter. */
  initialInterval?: number | undefined;
  /** Longest wait; default 60 000. */
  maxInterval?: number | undefined;
  /** Factor from one wait to the next; default 1.5. */
  exponent?: number | undefined;
  /** Time from the start of the call after which no attempt is begun. Default: no such limit, but three attempts in all. */
  maxElapsedTime?: number | undefined;
}

/**
 * When a failed request is sent again. The wait that the server asks for goes before the backoff's; when it is
 * longer than the budget (`maxElapsedTime`, else `maxInterval`), the call fails at once with `retryAfterMs`.
 */
export type RetryConfig =
  | { strategy: "none" }
  | {
      strategy: "backoff";
      backoff?: BackoffStrategy | undefined;
      /**
       * Whether broken connections are retried. Default: when the request cannot have reached the server, or a
       * stream had not brought its first event. `true`: always; `false`: never.
       */
      retryConnectionErrors?: boolean | undefined;
    };

/** Attempts in all, where the policy sets no `maxElapsedTime`. */
const MAX_ATTEMPTS = 3;

/** Statuses that are retried unless the caller names others. */
const RETRY_CODES = ["408", "429", "500", "502", "503", "504", "524", "529"];

/** Kinds of error that come again however often the request is sent, whatever their status. */
const PERMANENT =
  /length|max_tokens|token_limit|too_(long|large|small)|auth|permission|payment|quota|invalid|not_found|precond|unproc|policy|refusal|image/;

/** What a call says about being tried again. */
export interface RetryOptions {
  config: RetryConfig | null | undefined;
  /** Statuses to retry. */
  codes: readonly string[] | undefined;
  /** End the wait between two attempts. */
  signals: readonly AbortSignal[];
  /** Whether a connection that broke after the request was sent is retried, when the policy leaves it open. */
  retryBroken: boolean;
}

/** Runs `attempt` until it succeeds, fails for good, or the policy ends; then throws the last error. */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { config, signals } = options;
  if (config?.strategy === "none") return attempt();
  const {
    initialInterval = 500,
    maxInterval = 60_000,
    exponent = 1.5,
    maxElapsedTime,
  } = config?.backoff ?? {};
  const start = Date.now();

  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error, options)) throw error;
      const backoff = initialInterval * exponent ** (attempts - 1) * (0.75 + Math.random() / 2);
      const asked = error instanceof OpenRouterError ? error.retryAfterMs : undefined;
      const ms = asked ?? Math.max(1, Math.min(backoff, maxInterval));
      let longest = maxInterval;
      if (maxElapsedTime !== undefined) longest = Math.min(start + maxElapsedTime - Date.now(), MAX_DELAY);
      else if (attempts >= MAX_ATTEMPTS) throw error;
      // A wait that is no number is no wait that could be waited.
      if (!(ms <= longest)) throw error;
      await wait(ms, signals);
    }
  }
}

/** Whether the next attempt may go better. */
function mayPass(error: unknown, { config, codes = RETRY_CODES, retryBroken }: RetryOptions): boolean {
  const retryConnection = config?.strategy === "backoff" ? config.retryConnectionErrors : undefined;
  if (error instanceof ConnectionError)
    return retryConnection ?? (retryBroken || error.notSent || error.stale);
  if (error instanceof StreamTruncatedError) return retryConnection ?? retryBroken;
  if (!(error instanceof OpenRouterError)) return false;

  const { statusCode, error: detail, received } = error;
  const { code, availability, metadata } = detail;
  // What was received was paid for.
  if (received || availability?.retryable === false) return false;
  if (PERMANENT.test(`${errorType(detail)} ${code}`)) return false;
  return (
    (statusCode === 402 && metadata?.limit_source === "openrouter_in_flight_budget") ||
    codes.some((pattern) => matches(pattern, `${statusCode}`))
  );
}

/** Whether a status is the one that a pattern names: `"429"`, or `"5XX"` for any that begins so. */
const matches = (pattern: string, status: string): boolean =>
  new RegExp(`^${pattern.replace(/x/gi, ".")}$`).test(status);
