import type { Attributes } from "@opentelemetry/api";
import type { Usage } from "../generation/event.js";
import type { GenerationRecord } from "../generation/record.js";
import type { AttemptIdentity } from "../generation/trace.js";
import type { TracedRequest } from "./tracing.js";

// Names of OpenTelemetry's conventions for generative AI; what they have no name for begins with `openrouter`. Nothing
// here says what was asked or answered.

const operation = { "gen_ai.operation.name": "chat" };

export function requestAttributes({ task, streamed, apiType }: TracedRequest): Attributes {
  const { max_tokens, temperature, top_p, n } = task.parameters;
  return {
    ...operation,
    "gen_ai.request.model": task.models[0],
    "gen_ai.request.max_tokens": max_tokens,
    "gen_ai.request.temperature": temperature,
    "gen_ai.request.top_p": top_p,
    "gen_ai.request.choice.count": n,
    "gen_ai.conversation.id": task.sessionId,
    "openrouter.api_type": apiType,
    "openrouter.streamed": streamed,
  };
}

export function answerAttributes(record: GenerationRecord): Attributes {
  const failed = record.attempts.at(-1)?.errorType ?? "error";
  return {
    "gen_ai.response.id": record.id,
    "gen_ai.response.model": record.model,
    "gen_ai.provider.name": record.provider ?? undefined,
    "gen_ai.response.finish_reasons": record.finishReason === null ? undefined : [record.finishReason],
    ...usageAttributes(record),
    "openrouter.cost": record.cost === null ? undefined : Number(record.cost),
    "openrouter.cancelled": record.cancelled || undefined,
    "error.type": record.error === null ? undefined : failed,
  };
}

export function attemptAttributes({ provider, endpoint, model }: AttemptIdentity): Attributes {
  return {
    ...operation,
    "gen_ai.provider.name": provider,
    "gen_ai.request.model": model,
    "openrouter.endpoint": endpoint,
  };
}

/** Tokens. */
export function usageAttributes(
  usage: Pick<Usage, "promptTokens" | "cachedTokens" | "completionTokens">,
): Attributes {
  return {
    "gen_ai.usage.input_tokens": usage.promptTokens,
    "gen_ai.usage.output_tokens": usage.completionTokens,
    "gen_ai.usage.cache_read.input_tokens": usage.cachedTokens,
  };
}
