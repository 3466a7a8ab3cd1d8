import type { ChatErrorDetail } from "../models/index.js";

type Hints = {
  headers?: Record<string, unknown>;
  retry_after_seconds?: unknown;
} | null;

/**
 * How long the server asks to wait, in milliseconds from now, by the first of `retry-after-ms`, `Retry-After`
 * (seconds or a date) and the hints in the body; `undefined` when none makes sense.
 */
export function retryAfterMs(headers: Headers, error: ChatErrorDetail): number | undefined {
  const metadata = error.metadata as Hints | undefined;
  const availability = (error as { availability?: { retry_after?: unknown } }).availability;
  const after = headers.get("retry-after");
  const hints = [
    number(headers.get("retry-after-ms")),
    number(after) * 1000,
    Date.parse(after ?? "") - Date.now(),
    number(metadata?.retry_after_seconds) * 1000,
    number(availability?.retry_after) * 1000,
    number(metadata?.headers?.["X-RateLimit-Reset"]) - Date.now(),
  ];
  return hints.find((hint) => hint >= 0 && hint < Infinity);
}

const number = (value: unknown): number => (value == null || value === "" ? NaN : Number(value));
