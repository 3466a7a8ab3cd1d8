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
  /** Time from the start of the call after which no attempt is begun. Default: no such limit, but three attempts. */
  maxElapsedTime?: number | undefined;
  /** Attempts in all. Default: 3, or no limit when `maxElapsedTime` is set. */
  maxAttempts?: number | undefined;
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
export const RETRY_CODES = ["408", "429", "500", "502", "503", "504", "524", "529"];

/** Kinds of error that come again however often the request is sent, whatever their status. */
const PERMANENT =
  /length|tokens?_|string|auth|permission|payment|invalid|not_found|precondition|too_large|unproc|policy|refusal|image|quota/;

/**
 * Runs `attempt` until it succeeds, fails for good, or the policy ends; then throws the last error.
 *
 * @param retryBroken whether a connection that broke after the request was sent is retried, when the policy leaves it open
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  config: RetryConfig,
  codes: readonly string[],
  signals: readonly AbortSignal[],
  retryBroken: boolean,
): Promise<T> {
  if (config.strategy !== "backoff") return attempt();
  const {
    initialInterval = 500,
    maxInterval = 60_000,
    exponent = 1.5,
    maxElapsedTime,
    maxAttempts,
  } = config.backoff ?? {};
  const attempts = maxAttempts ?? (maxElapsedTime === undefined ? 3 : Infinity);
  const start = performance.now();

  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      let hint: number | undefined;
      if (error instanceof OpenRouterError) {
        if (!retryableAnswer(error, codes)) throw error;
        hint = error.retryAfterMs;
      } else {
        const broken = error instanceof ConnectionError || error instanceof StreamTruncatedError;
        const safe = retryBroken || (error as ConnectionError).notSent;
        if (!broken || !(config.retryConnectionErrors ?? safe)) throw error;
      }
      const backoff = initialInterval * exponent ** (count - 1) * (0.75 + Math.random() / 2);
      const wait = hint || Math.max(1, Math.min(backoff, maxInterval));
      const budget =
        maxElapsedTime === undefined ? maxInterval : maxElapsedTime - (performance.now() - start);
      if (count >= attempts || !(wait <= Math.min(budget, MAX_DELAY))) throw error;
      await pause(wait, signals);
    }
  }
}

function retryableAnswer(error: OpenRouterError, codes: readonly string[]): boolean {
  const { error: detail, statusCode } = error;
  const { availability } = detail as { availability?: { retryable?: boolean } };
  const { limit_source } = (detail.metadata ?? {}) as { limit_source?: string };
  // An answer with choices is a part of one that was paid for.
  if (
    availability?.retryable === false ||
    PERMANENT.test(`${errorType(detail)} ${detail.code}`) ||
    (error.data$ as Partial<ChatResponse>)?.choices?.length
  )
    return false;
  if (statusCode === 402 && limit_source === "openrouter_in_flight_budget") return true;
  return codes.some((code) => new RegExp(`^${code.replace(/x/gi, "\\d")}$`).test(`${statusCode}`));
}
