import { readChatRequest } from "../formats/chat-completions/index.js";
import type { Preset } from "../router/presets.js";
import type { ConfiguredPreset } from "./schema.js";

/** A preset as requests are filled in with it. Throws an `ApiError` for fields that a request could not have together. */
export function toPreset(configured: ConfiguredPreset): Preset {
  const { slug, model, models, provider, parameters, system } = configured;
  const messages = [{ role: "user", content: "" }];
  const { task } = readChatRequest({ ...parameters, model, models, provider, messages });
  return {
    slug,
    models: task.models,
    parameters: task.parameters,
    routing: task.routing,
    extra: task.extra,
    system,
    cached: configured.cache_enabled ?? false,
    cacheTtlSeconds: configured.cache_ttl_seconds,
  };
}
