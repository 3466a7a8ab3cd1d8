import { ApiError, badRequest, notFound } from "../../generation/api-error.js";
import type { GenerationRecord } from "../../generation/record.js";
import { RecordsUnavailable } from "../../generation/records.js";
import { inapplicable } from "../openapi/responses.js";
import type { Route } from "../route.js";

/** `?id=`: counts and times of one generation, to the key that asked for it. */
export const generation: Route = {
  method: "GET",
  path: "/api/v1/generation",
  async handle(server, c) {
    const id = c.req.query("id");
    if (!id) throw badRequest("id must be given, as in /generation?id=gen-…", "id");
    const owner = server.access.required && !c.get("who")?.management ? c.get("client") : undefined;
    const record = await server.records.find(id, owner).catch(unavailable);
    if (!record) throw notFound(`No generation with the id ${JSON.stringify(id.slice(0, 100))}`, "id");
    return c.json({ data: describeGeneration(record) });
  },
};

/** A record as the API tells it. */
export function describeGeneration(record: GenerationRecord) {
  return {
    id: record.id,
    created_at: record.createdAt,
    model: record.model,
    provider_name: record.provider,
    api_type: record.apiType,
    streamed: record.streamed,
    cancelled: record.cancelled,
    finish_reason: record.finishReason,
    error: record.error,
    native_finish_reason: record.nativeFinishReason,
    tokens_prompt: record.promptTokens,
    tokens_completion: record.completionTokens,
    native_tokens_prompt: record.promptTokens,
    native_tokens_completion: record.completionTokens,
    native_tokens_reasoning: record.reasoningTokens,
    native_tokens_cached: record.cachedTokens,
    latency: record.latencyMs,
    generation_time: record.generationMs,
    queue_time: record.queuedMs,
    prompt_time: record.promptMs,
    usage: Number(record.cost),
    total_cost: Number(record.cost),
    is_byok: record.isByok,
    external_user: record.user,
    session_id: record.sessionId,
    preset_id: record.preset,
    response_cache_source_id: record.cacheSourceId,
    metadata: record.metadata,
    origin: "",
    data_region: "local",
    upstream_id: record.upstreamId,
    provider_responses: record.attempts.map(
      ({ provider, endpoint, model, status, latencyMs, errorType, fault }) => ({
        provider_name: provider,
        endpoint_id: endpoint,
        model_permaslug: model,
        status,
        latency: latencyMs,
        error_type: errorType,
        fault: fault ?? null,
        is_byok: false,
      }),
    ),
    ...Object.fromEntries(inapplicable.map((name) => [name, null])),
  };
}

function unavailable(error: unknown): never {
  if (error instanceof RecordsUnavailable) throw new ApiError(503, "provider_unavailable", error.message);
  throw error;
}
