import { notFound } from "../../generation/api-error.js";
import { type Endpoint, isAnyOf } from "../../router/endpoint.js";
import { isAllowedModel, type ModelDirectory, type RoutedModel } from "../../router/models.js";
import { Tariff } from "../../router/price.js";
import type { Route } from "../route.js";

/** Those that the key that asks may use. */
export const modelsOfUser: Route = {
  method: "GET",
  path: "/api/v1/models/user",
  handle({ models: { list } }, c) {
    const { allowedModels = [], allowedProviders = [], zdr = false } = c.get("who")?.account ?? {};
    const allowed = list
      .filter((model) => allowedModels.every((names) => isAllowedModel(model, names)))
      .map((model) => ({
        ...model,
        endpoints: model.endpoints.filter(
          (endpoint) =>
            allowedProviders.every((names) => isAnyOf(names, endpoint)) &&
            (!zdr || endpoint.dataPolicy?.retention === "none"),
        ),
      }))
      .filter(({ endpoints }) => endpoints.length > 0);
    return c.json({ data: allowed.map(describe), links: { next: null }, total_count: allowed.length });
  },
};

/** In OpenRouter's shape; `object` and `owned_by` are for clients of OpenAI's. */
export const models: Route = {
  method: "GET",
  path: "/api/v1/models",
  access: "public",
  handle: ({ models: { list } }, c) =>
    c.json({ data: list.map(describe), links: { next: null }, total_count: list.length }),
};

/** How many models there are. */
export const modelCount: Route = {
  method: "GET",
  path: "/api/v1/models/count",
  access: "public",
  handle: ({ models: { list } }, c) => c.json({ data: { count: list.length } }),
};

/** One model, as OpenAI's clients ask for it: its id is one part of the path, with the slash encoded. */
export const modelById: Route = {
  method: "GET",
  path: "/api/v1/models/:id",
  access: "public",
  handle: ({ models }, c) => c.json(describe(named(models, c.req.param("id")))),
};

/** The same with the slash as it is. */
export const modelBySlug: Route = {
  method: "GET",
  path: "/api/v1/models/:author/:slug",
  access: "public",
  handle: ({ models }, c) => c.json(describe(named(models, c.req.param("author"), c.req.param("slug")))),
};

/** One model, as OpenRouter's clients ask for it. */
export const model: Route = {
  method: "GET",
  path: "/api/v1/model/:author/:slug",
  access: "public",
  handle: ({ models }, c) =>
    c.json({ data: describe(named(models, c.req.param("author"), c.req.param("slug"))) }),
};

/** The model that a path names. Throws a 404. */
export function named(models: ModelDirectory, ...parts: (string | undefined)[]): RoutedModel {
  const id = parts.join("/");
  const found = models.find(id)?.model;
  if (!found) throw notFound(`No model named ${JSON.stringify(id.slice(0, 100))} here`, "model");
  return found;
}

/** Of the endpoint that is the cheapest now, for short prompts. */
function pricingOf({ endpoints }: RoutedModel) {
  const now = new Date();
  const priceOf = ({ pricing }: Endpoint) => new Tariff(pricing, now, () => 0).listPrice;
  const [cheapest] = endpoints.toSorted((a, b) => priceOf(a) - priceOf(b));
  return { prompt: "0", completion: "0", request: "0", image: "0", ...cheapest?.pricing };
}

/** In the list's shape. */
export function describe(model: RoutedModel) {
  return {
    id: model.id,
    object: "model",
    canonical_slug: model.id,
    name: model.name,
    description: model.description,
    created: model.created,
    owned_by: model.ownedBy,
    context_length: model.contextLength,
    architecture: {
      modality: "text->text",
      input_modalities: ["text"],
      output_modalities: ["text"],
      tokenizer: "Other",
      instruct_type: null,
    },
    pricing: pricingOf(model),
    top_provider: {
      context_length: model.contextLength,
      max_completion_tokens: null,
      is_moderated: false,
    },
    per_request_limits: null,
    supported_parameters: model.supportedParameters,
    default_parameters: model.defaultParameters,
    supported_voices: null,
    links: { details: "/api/v1/models" },
  };
}
