import type { Attributes } from "@opentelemetry/api";
import type { ChatResponse } from "../models/index.js";
import type { Values } from "../wire/object.js";

/** Fields of a request that are told as they are → what the conventions call them. */
const settings: Record<string, string> = {
  model: "gen_ai.request.model",
  max_tokens: "gen_ai.request.max_tokens",
  max_completion_tokens: "gen_ai.request.max_tokens",
  temperature: "gen_ai.request.temperature",
  top_p: "gen_ai.request.top_p",
  top_k: "gen_ai.request.top_k",
  frequency_penalty: "gen_ai.request.frequency_penalty",
  presence_penalty: "gen_ai.request.presence_penalty",
  seed: "gen_ai.request.seed",
  session_id: "gen_ai.conversation.id",
};

/** What the metrics are told by: low in cardinality. */
export function requestIdentity(url: URL, { model }: Values): Attributes {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openrouter",
    ...(typeof model === "string" && { "gen_ai.request.model": model }),
    "server.address": url.hostname,
    "server.port": Number(url.port) || (url.protocol === "http:" ? 80 : 443),
  };
}

/** What a span tells of a request: its settings, nothing of what was said. */
export function requestAttributes(body: Values): Attributes {
  const attributes: Attributes = {};
  for (const [field, name] of Object.entries(settings)) {
    const value: unknown = body[field];
    if (typeof value === "string" || typeof value === "number") attributes[name] = value;
  }
  const stop: unknown[] = [body.stop ?? []].flat();
  if (stop.length) attributes["gen_ai.request.stop_sequences"] = stop.map(String);
  const format: unknown = body.response_format?.type;
  if (format) attributes["gen_ai.output.type"] = /^json/.test(`${format}`) ? "json" : "text";
  return attributes;
}

/** What a span tells of an answer. */
export function responseAttributes({ id, model, choices, usage }: ChatResponse): Attributes {
  const reasons = choices.flatMap(({ finishReason }) => finishReason ?? []);
  const cached = usage?.promptTokensDetails?.cachedTokens;
  return {
    ...(id && { "gen_ai.response.id": id }),
    ...(model && { "gen_ai.response.model": model }),
    ...(reasons.length && { "gen_ai.response.finish_reasons": reasons }),
    ...(usage && {
      "gen_ai.usage.input_tokens": usage.promptTokens,
      "gen_ai.usage.output_tokens": usage.completionTokens,
    }),
    ...(cached && { "gen_ai.usage.cache_read.input_tokens": cached }),
  };
}
