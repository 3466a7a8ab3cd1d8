import type { ApiError } from "../../generation/api-error.js";
import type { Finish, Usage } from "../../generation/event.js";
import { costBody } from "../chat-completions/words.js";

type StopReason = "end_turn" | "max_tokens" | "stop_sequence" | "tool_use" | "refusal";

export function messageId(generationId: string): string {
  return `msg_${generationId}`;
}

/** Why the message ended, and at which of the stop sequences, where that is known. */
export function ending(finish: Finish | undefined) {
  return {
    stop_reason: finish ? stopReason(finish) : ("end_turn" as const),
    stop_sequence: finish?.stopSequence ?? null,
  };
}

function stopReason({ finishReason, nativeFinishReason, stopSequence }: Finish): StopReason {
  switch (finishReason) {
    case "tool_calls":
      return "tool_use";
    case "length":
      return "max_tokens";
    case "content_filter":
    case "error":
      return "refusal";
    default:
      return stopSequence !== undefined || nativeFinishReason === "stop_sequence"
        ? "stop_sequence"
        : "end_turn";
  }
}

export function usageBody(usage: Usage) {
  return { ...tokensBody(usage), ...costBody(usage, ["prompt", "completions"]) };
}

/** Before the answer: what it costs is known at its end. */
export function tokensBody(usage: Usage) {
  const { cacheWriteTokens: written = 0 } = usage;
  return {
    input_tokens: Math.max(0, usage.promptTokens - usage.cachedTokens - written),
    cache_read_input_tokens: usage.cachedTokens,
    cache_creation_input_tokens: written,
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
