import type { ApiError } from "../../generation/api-error.js";
import type { Finish, Usage } from "../../generation/event.js";

export type StopReason = "end_turn" | "max_tokens" | "stop_sequence" | "tool_use" | "refusal";

export function messageId(generationId: string): string {
  return `msg_${generationId}`;
}

export function stopReason({ finishReason, nativeFinishReason }: Finish): StopReason {
  switch (finishReason) {
    case "tool_calls":
      return "tool_use";
    case "length":
      return "max_tokens";
    case "content_filter":
    case "error":
      return "refusal";
    default:
      return nativeFinishReason === "stop_sequence" ? "stop_sequence" : "end_turn";
  }
}

export function usageBody(usage: Usage) {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens,
    cache_read_input_tokens: usage.cachedTokens,
    cache_creation_input_tokens: 0,
    output_tokens: usage.completionTokens,
  };
}

const errorTypes: Partial<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  504: "timeout_error",
};

/** An error in this API's envelope; `error_type` is OpenRouter's name of the kind. */
export function errorBody(error: ApiError, requestId: string | null = null) {
  const type = errorTypes[error.status] ?? (error.status < 500 ? "invalid_request_error" : "api_error");
  return {
    type: "error",
    error: { type, message: error.message, error_type: error.type },
    request_id: requestId,
  };
}
