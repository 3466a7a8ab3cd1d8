import { EngineError, type EngineErrorCode } from "../engine/types.js";
import { providerName } from "./provider.js";

/** The kinds of errors this server answers with; a subset of OpenRouter's `ApiErrorType`. */
export type ApiErrorType =
  | "context_length_exceeded"
  | "authentication"
  | "permission_denied"
  | "provider_overloaded"
  | "provider_unavailable"
  | "invalid_request"
  | "not_found"
  | "payload_too_large"
  | "server"
  | "timeout";

interface ApiErrorDetails {
  /** The request's field at fault. */
  param?: string | null | undefined;
  metadata?: Record<string, unknown> | undefined;
  headers?: Record<string, string> | undefined;
}

/** An error with an HTTP status, written to the client in the envelope. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly type: ApiErrorType,
    message: string,
    readonly details: ApiErrorDetails = {},
  ) {
    super(message);
  }
}

export const badRequest = (message: string, param?: string | null, metadata?: Record<string, unknown>) =>
  new ApiError(400, "invalid_request", message, { param, metadata });

export const notFound = (message: string, param?: string | null) =>
  new ApiError(404, "not_found", message, { param });

const engineErrors: Record<EngineErrorCode, [status: number, type: ApiErrorType, param?: string]> = {
  prompt_too_long: [400, "context_length_exceeded", "messages"],
  invalid_grammar: [400, "invalid_request"],
  queue_full: [503, "provider_overloaded"],
  engine_crashed: [502, "provider_unavailable"],
  engine_closed: [503, "provider_unavailable"],
  model_unusable: [503, "provider_unavailable"],
};

/** Any thrown value as an {@link ApiError}; what is unexpected becomes a 500 without details. */
export const toApiError = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error;
  if (error instanceof EngineError) {
    const [status, type, param] = engineErrors[error.code];
    const { retryAfterSeconds, line, column } = error.details;
    return new ApiError(status, type, error.message, {
      param,
      metadata: {
        provider_name: providerName,
        ...(line !== undefined && { line, column }),
        ...(retryAfterSeconds !== undefined && { retry_after_seconds: retryAfterSeconds }),
      },
      ...(retryAfterSeconds !== undefined && {
        headers: { "Retry-After": String(Math.max(1, Math.ceil(retryAfterSeconds))) },
      }),
    });
  }
  return new ApiError(500, "server", "The server failed to answer this request");
};

export const errorDetail = (error: ApiError) => ({
  code: error.status,
  message: error.message,
  param: error.details.param ?? null,
  type: error.type,
  metadata: { error_type: error.type, ...error.details.metadata },
});

/** The body of an error answer. */
export const errorEnvelope = (error: ApiError) => ({ error: errorDetail(error) });
