import type { ChatErrorDetail } from "../models/index.js";

/**
 * How long the server asks to wait, in milliseconds from now, by the first of `retry-after-ms`, `Retry-After`
 * (seconds or a date) and the hints in the body; `undefined` when none makes sense.
 */
export function retryAfterMs(
  headers: Headers,
  { metadata, availability }: ChatErrorDetail,
): number | undefined {
  const after = headers.get("retry-after") as string;
  return [
    headers.get("retry-after-ms"),
    Number(after) * 1000,
    Date.parse(after) - Date.now(),
    Number(metadata?.retry_after_seconds) * 1000,
    Number(availability?.retry_after) * 1000,
    Number(metadata?.headers?.["X-RateLimit-Reset"]) - Date.now(),
  ]
    .map(Number)
    .find((hint) => hint > 0 && hint < Infinity);
}
