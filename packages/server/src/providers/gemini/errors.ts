import type { ProviderError } from "../http/failures.js";
import { countIn, fieldsIn, listIn, textIn } from "../http/fields.js";

/** What `{ error: { code, message, status, details } }` says; some answers wrap it in a list. */
export function errorIn(body: unknown, status?: number): ProviderError {
  const error = fieldsIn(fieldsIn(Array.isArray(body) ? body[0] : body).error);
  const details = listIn(error.details);
  const reason = details.map((detail) => textIn(detail.reason)).find(Boolean);
  const told = status ?? countIn(error.code) ?? 500;
  return {
    // A key that is wrong is told as a request that is.
    status: reason?.startsWith("API_KEY_") ? 401 : told,
    message: textIn(error.message) ?? JSON.stringify(body).slice(0, 500),
    code: textIn(error.status),
    waitMs: details.map((detail) => waitIn(detail.retryDelay)).find((ms) => ms !== undefined),
  };
}

/** `"34.5s"` in milliseconds. */
function waitIn(delay: unknown): number | undefined {
  const seconds = typeof delay === "string" && delay.endsWith("s") ? Number(delay.slice(0, -1)) : Number.NaN;
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
