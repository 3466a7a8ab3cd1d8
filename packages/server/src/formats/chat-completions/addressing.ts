import type { Task } from "../../generation/task.js";
import type { ChatRequest } from "./schema/request.js";

type Addressed = Partial<
  Pick<
    ChatRequest,
    "model" | "models" | "provider" | "service_tier" | "prompt_cache_key" | "user" | "session_id"
  >
>;

/**
 * Who may answer, and for whom: from OpenRouter's `provider` and OpenAI's `service_tier` and `prompt_cache_key`. The
 * last two are passed on among the fields that nobody here knows.
 */
export function addressing(
  request: Addressed,
  extra: Record<string, unknown>,
): Pick<Task, "models" | "routing" | "extra" | "user" | "sessionId"> {
  const { model, models = [], provider, service_tier: given, prompt_cache_key: cacheKey } = request;
  const tier = given === "fast" ? "priority" : given;
  return {
    models: model === undefined ? models : [model, ...models],
    routing: tier === undefined ? (provider ?? {}) : { ...provider, service_tier: tier },
    extra: {
      ...extra,
      ...(cacheKey !== undefined && { prompt_cache_key: cacheKey }),
      ...(tier !== undefined && { service_tier: tier }),
    },
    user: request.user,
    sessionId: request.session_id ?? cacheKey,
  };
}
