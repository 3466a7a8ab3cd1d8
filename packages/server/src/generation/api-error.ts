/** The kinds of errors this server answers with; a subset of OpenRouter's `ApiErrorType`. */
export type ApiErrorType =
  | "context_length_exceeded"
  | "authentication"
  | "payment_required"
  | "permission_denied"
  | "rate_limit_exceeded"
  | "provider_overloaded"
  | "provider_unavailable"
  | "invalid_request"
  | "content_policy_violation"
  | "not_found"
  | "payload_too_large"
  | "server"
  | "timeout";

export interface ApiErrorDetails {
  /** The request's field at fault. */
  param?: string | null | undefined;
  metadata?: Record<string, unknown> | undefined;
  headers?: Record<string, string> | undefined;
  /** What went wrong at a provider: whether somebody else is worth a try depends on it. */
  fault?: Fault | undefined;
  /** HTTP status of the provider's answer. */
  upstreamStatus?: number | undefined;
  /** Milliseconds that the provider asks to wait. */
  retryAfterMs?: number | undefined;
  /** Which endpoints there were, and why none could serve; beside the error's message. */
  availability?: Record<string, unknown> | undefined;
}

/**
 * Kinds of a provider's failures.
 * - `request`: the request is at fault; nobody else would take it.
 * - `unsupported`: this provider can't do it, another may.
 * - `refused`: the provider's content filter refuses; that is an answer.
 * - `key`: our key is not accepted, or has no money left.
 * - `rate_limit`: too many requests. `busy`: too many at this moment; there may be room in the next.
 * - `unavailable`: no connection, or an answer that says the provider is broken or overloaded.
 * - `timeout`: silent for too long before the answer began. `stalled`: after it had.
 * - `cut`: the connection ended within the answer. `garbage`: the answer can't be read.
 */
export type Fault =
  | "request"
  | "unsupported"
  | "refused"
  | "key"
  | "rate_limit"
  | "busy"
  | "unavailable"
  | "timeout"
  | "stalled"
  | "cut"
  | "garbage";

/** A failure that the client is told about: an HTTP status, a kind and a message. Formats write it in their own words. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly type: ApiErrorType;
  readonly details: ApiErrorDetails;

  constructor(status: number, type: ApiErrorType, message: string, details: ApiErrorDetails = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = details;
  }
}

export function badRequest(
  message: string,
  param?: string | null,
  metadata?: Record<string, unknown>,
): ApiError {
  return new ApiError(400, "invalid_request", message, { param, metadata });
}

export function notFound(message: string, param?: string | null): ApiError {
  return new ApiError(404, "not_found", message, { param });
}

/** What a task asks for is beyond this provider; another may be able to do it. */
export function unsupported(provider: string, what: string, param: string): ApiError {
  return new ApiError(400, "invalid_request", `${provider} ${what}`, {
    fault: "unsupported",
    param,
    metadata: { provider_name: provider },
  });
}

/** Any thrown value as an {@link ApiError}; what is unexpected becomes a 500 without details. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(500, "server", "The server failed to answer this request");
}
