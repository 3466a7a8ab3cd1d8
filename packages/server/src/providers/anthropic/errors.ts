import type { ProviderError } from "../http/failures.js";
import { fieldsIn, textIn } from "../http/fields.js";

const statuses: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** What `{ type: "error", error: { type, message } }` says. Within a stream there is no status but the one it names. */
export function errorIn(body: unknown, status?: number): ProviderError {
  const error = fieldsIn(fieldsIn(body).error);
  const code = textIn(error.type);
  return {
    status: status ?? statuses[code ?? ""] ?? 500,
    message: textIn(error.message) ?? JSON.stringify(body).slice(0, 500),
    code,
  };
}
