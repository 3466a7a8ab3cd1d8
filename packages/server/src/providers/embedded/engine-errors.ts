import { EngineError, type EngineErrorCode } from "../../engine/types.js";
import { ApiError, type ApiErrorType } from "../../generation/api-error.js";

const kinds: Partial<Record<EngineErrorCode, [status: number, type: ApiErrorType, param?: string]>> = {
  prompt_too_long: [400, "context_length_exceeded", "messages"],
  invalid_grammar: [400, "invalid_request"],
  queue_full: [503, "provider_overloaded"],
  engine_crashed: [502, "provider_unavailable"],
};

/** What the engine says, as the client is told; anything else as it is. */
export function engineFailure(error: unknown, provider: string): unknown {
  if (!(error instanceof EngineError)) return error;
  const [status, type, param] = kinds[error.code] ?? [503, "provider_unavailable"];
  const { retryAfterSeconds, line, column } = error.details;
  return new ApiError(status, type, error.message, {
    param,
    ...(error.code === "queue_full" && { fault: "busy" as const }),
    ...(retryAfterSeconds !== undefined && { retryAfterMs: retryAfterSeconds * 1000 }),
    metadata: {
      provider_name: provider,
      ...(error.code === "prompt_too_long" && { provider_code: "context_length_exceeded" }),
      ...(line !== undefined && { line, column }),
      ...(retryAfterSeconds !== undefined && { retry_after_seconds: retryAfterSeconds }),
    },
    ...(retryAfterSeconds !== undefined && {
      headers: { "Retry-After": String(Math.max(1, Math.ceil(retryAfterSeconds))) },
    }),
  });
}
