import type { ChatErrorDetail } from "../models/index.js";

/**
 * How long the server asks to wait, in milliseconds from now, by the first of `retry-after-ms`, `Retry-After`
 * (seconds or a date) and the hints in the body; `undefined` when none makes sense.
 */
export function retryAfterMs(
  headers: Headers,
  { metadata, availability }: ChatErrorDetail,
): number | undefined {
  const after = headers.get("retry-after");
  return [
    number(headers.get("retry-after-ms")),
    number(after) * 1000,
    Date.parse(after ?? "") - Date.now(),
    number(metadata?.retry_after_seconds) * 1000,
    number(availability?.retry_after) * 1000,
    number(metadata?.headers?.["X-RateLimit-Reset"]) - Date.now(),
  ].find((ms) => ms > 0 && ms < Infinity);
}

const number = (value: unknown): number =>
  typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
