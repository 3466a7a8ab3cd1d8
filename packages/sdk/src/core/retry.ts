import { errorType } from "../errors/detail.js";
import { ConnectionError, OpenRouterError, StreamTruncatedError } from "../errors/index.js";
import { MAX_DELAY, pause } from "../http/limit.js";
import type { ChatResponse } from "../models/index.js";

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

/** Statuses that are retried unless the caller names others. */
const RETRY_CODES = "408|429|500|502|503|504|524|529";

/** Kinds of error that come again however often the request is sent, whatever their status. */
const PERMANENT =
  /length|tokens?_|too_|auth|permission|payment|invalid|not_found|precond|unproc|policy|refusal|image|quota/;

/**
 * Runs `attempt` until it succeeds, fails for good, or the policy ends; then throws the last error.
 *
 * @param codes statuses to retry
 * @param retryBroken whether a connection that broke after the request was sent is retried, when the policy leaves it open
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  config: RetryConfig | null | undefined,
  codes: readonly string[] | undefined,
  signals: readonly AbortSignal[],
  retryBroken: boolean,
): Promise<T> {
  if (config?.strategy === "none") return attempt();
  const { retryConnectionErrors, backoff } = config ?? {};
  const { initialInterval = 500, maxInterval = 60_000, exponent = 1.5, maxElapsedTime } = backoff ?? {};
  const start = performance.now();

  for (let count = 0; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      const { retryAfterMs, notSent } = error as Partial<OpenRouterError & ConnectionError>;
      const again =
        error instanceof OpenRouterError
          ? mayPass(error, codes)
          : (error instanceof ConnectionError || error instanceof StreamTruncatedError) &&
            (retryConnectionErrors ?? (retryBroken || notSent));
      const varied = initialInterval * exponent ** count * (0.75 + Math.random() / 2);
      const wait = retryAfterMs || Math.max(1, Math.min(varied, maxInterval));
      const budget =
        maxElapsedTime === undefined
          ? maxInterval * Number(count < 2)
          : Math.min(maxElapsedTime + start - performance.now(), MAX_DELAY);
      if (!again || !(wait <= budget)) throw error;
      await pause(wait, signals);
    }
  }
}

/** Whether the next attempt may go better. */
function mayPass(
  { statusCode, error, data$ }: OpenRouterError,
  codes: readonly string[] | undefined,
): boolean {
  const { code, availability, metadata } = error;
  return (
    availability?.retryable !== false &&
    !PERMANENT.test(`${errorType(error)} ${code}`) &&
    // An answer with choices is a part of one that was paid for.
    !(data$ as Partial<ChatResponse> | undefined)?.choices?.length &&
    ((statusCode === 402 && metadata?.limit_source === "openrouter_in_flight_budget") ||
      new RegExp(`^(${(codes?.join("|") ?? RETRY_CODES).replace(/x/gi, ".")})$`).test(`${statusCode}`))
  );
}
