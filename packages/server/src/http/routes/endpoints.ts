import { type Endpoint, endpointKey } from "../../router/endpoint.js";
import type { RoutedModel } from "../../router/models.js";
import type { Router } from "../../router/router.js";
import type { Route } from "../route.js";
import { named } from "./models.js";

/** A model's endpoints, with what has been seen of them. */
export const endpoints: Route = {
  method: "GET",
  path: "/api/v1/models/:author/:slug/endpoints",
  handle({ router }, c) {
    const model = named(router.models, c.req.param("author"), c.req.param("slug"));
    return c.json({
      data: {
        id: model.id,
        name: model.name,
        created: model.created,
        description: model.description,
        endpoints: model.endpoints.map((endpoint) => describe(model, endpoint, router)),
      },
    });
  },
};

/** The endpoints of all models that promise to keep nothing of what they are sent. */
export const zdrEndpoints: Route = {
  method: "GET",
  path: "/api/v1/endpoints/zdr",
  handle({ router }, c) {
    const all = router.models.list.flatMap((model) =>
      model.endpoints
        .filter(({ dataPolicy }) => dataPolicy?.retention === "none")
        .map((endpoint) => describe(model, endpoint, router)),
    );
    return c.json({ data: all });
  },
};

const halfHourMs = 30 * 60_000;

function describe(model: RoutedModel, endpoint: Endpoint, { health }: Router) {
  const { breaker, statistics } = health.of(endpointKey(model.id, endpoint));
  const percent = (share: number | undefined) => (share === undefined ? null : share * 100);
  return {
    name: `${endpoint.provider.name} | ${model.id}`,
    model_id: model.id,
    provider_name: endpoint.provider.name,
    tag: endpoint.slug,
    context_length: endpoint.contextLength ?? model.contextLength,
    max_completion_tokens: endpoint.maxCompletionTokens ?? null,
    max_prompt_tokens: null,
    pricing: { prompt: "0", completion: "0", ...endpoint.pricing },
    quantization: endpoint.quantization ?? "unknown",
    status: breaker.state === "closed" ? 0 : -1,
    supported_parameters: endpoint.supportedParameters ?? model.supportedParameters,
    uptime_last_5m: percent(statistics.uptime(5)),
    uptime_last_30m: percent(statistics.uptime(30)),
    uptime_last_1d: percent(statistics.uptime(24 * 60)),
    latency_last_30m: statistics.latency(halfHourMs) ?? null,
    throughput_last_30m: statistics.throughput(halfHourMs) ?? null,
  };
}
