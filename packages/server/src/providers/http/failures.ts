import type { IncomingHttpHeaders } from "node:http";
import { ApiError, type ApiErrorType, type Fault } from "../../generation/api-error.js";
import { ExchangeFailed } from "./exchange.js";
import { retryAfterMs } from "./retry-after.js";
import { usedUpMs } from "./used-up.js";

interface Kind {
  fault: Fault;
  /** What the client is told: a failure of our key is no failure of the client's. */
  status: number;
  type: ApiErrorType;
}

const kinds: Record<number, Kind> = {
  400: { fault: "request", status: 400, type: "invalid_request" },
  401: { fault: "key", status: 502, type: "provider_unavailable" },
  402: { fault: "key", status: 502, type: "provider_unavailable" },
  403: { fault: "key", status: 502, type: "provider_unavailable" },
  404: { fault: "unavailable", status: 404, type: "not_found" },
  408: { fault: "timeout", status: 504, type: "timeout" },
  413: { fault: "request", status: 413, type: "payload_too_large" },
  422: { fault: "request", status: 422, type: "invalid_request" },
  429: { fault: "rate_limit", status: 429, type: "rate_limit_exceeded" },
  503: { fault: "unavailable", status: 503, type: "provider_overloaded" },
  504: { fault: "timeout", status: 504, type: "timeout" },
  529: { fault: "unavailable", status: 503, type: "provider_overloaded" },
};

const broken: Kind = { fault: "unavailable", status: 502, type: "provider_unavailable" };

/** What a provider said when it failed. */
export interface ProviderError {
  /** HTTP status, or the error's own `code` where that is one. */
  status: number;
  message: string;
  /** The provider's own name of the error. */
  code?: string | undefined;
  headers?: IncomingHttpHeaders | undefined;
  /** Milliseconds that the error itself asks to wait; headers come before it. */
  waitMs?: number | undefined;
}

/** A provider's failure, as the router judges it and the client is told. */
export function providerFailure(
  provider: string,
  { status, message, code, headers = {}, waitMs }: ProviderError,
): ApiError {
  const kind = byMeaning(status, code, message) ?? kinds[status] ?? (status < 500 ? kinds[400]! : broken);
  const now = Date.now();
  const limited = kind.fault === "rate_limit" ? usedUpMs(headers, now) : undefined;
  const wait = retryAfterMs(headers, now) ?? waitMs ?? limited;
  return new ApiError(
    kind.status,
    kind.type,
    `${provider}: ${shorten(message) || `answered with status ${status}`}`,
    {
      fault: kind.fault,
      upstreamStatus: status,
      retryAfterMs: wait,
      metadata: { provider_name: provider, provider_code: code ?? status },
      ...(wait !== undefined &&
        kind.status !== 502 && { headers: { "Retry-After": String(Math.max(1, Math.ceil(wait / 1000))) } }),
    },
  );
}

/** An answer that says nothing that can be understood. */
export function garbage(provider: string, what: string): ApiError {
  return failure("garbage", 502, "provider_unavailable", provider, what);
}

/** The answer ended before it was complete. */
export function cut(provider: string, what = "the connection ended within the answer"): ApiError {
  return failure("cut", 502, "provider_unavailable", provider, what);
}

/** Any thrown value, an `ExchangeFailed` as what it means for the answer. */
export function exchangeFailure(provider: string, error: unknown): unknown {
  if (!(error instanceof ExchangeFailed)) return error;
  switch (error.kind) {
    case "connect":
      return failure(
        "unavailable",
        502,
        "provider_unavailable",
        provider,
        `can't be reached: ${error.message}`,
      );
    case "silent":
      return failure("timeout", 504, "timeout", provider, error.message);
    case "stalled":
    case "total":
      return failure("stalled", 504, "timeout", provider, error.message);
    case "cut":
      return cut(provider);
  }
}

function failure(fault: Fault, status: number, type: ApiErrorType, provider: string, what: string): ApiError {
  return new ApiError(status, type, `${provider}: ${what}`, { fault, metadata: { provider_name: provider } });
}

const contextWords =
  /context[ _](?:length|window|size)|maximum context|too many tokens|prompt is too long|exceeds? the (?:available )?context|input is too long/i;
const filterCodes = /content_filter|content_policy|moderation|safety/i;

/** Some meanings come under a status that says too little. */
function byMeaning(status: number, code: string | undefined, message: string): Kind | undefined {
  if (status !== 400 && status !== 403 && status !== 413 && status !== 422) return undefined;
  if (code === "context_length_exceeded" || contextWords.test(message)) {
    return { fault: "unsupported", status: 400, type: "context_length_exceeded" };
  }
  if (code !== undefined && filterCodes.test(code)) {
    return { fault: "refused", status: status === 403 ? 403 : 400, type: "content_policy_violation" };
  }
  return undefined;
}

function shorten(text: string): string {
  const line = text.trim();
  return line.length > 1_000 ? `${line.slice(0, 1_000)}…` : line;
}
