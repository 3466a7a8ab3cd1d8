import { z } from "zod";
import { priceNames } from "../../router/endpoint.js";

const price = z.string().meta({ description: "US dollars as a decimal" });
const otherPrices = Object.fromEntries(priceNames.map((name) => [name, price.optional()])) as Record<
  (typeof priceNames)[number],
  z.ZodOptional<typeof price>
>;
const overrides = z
  .array(
    z.object({
      ...otherPrices,
      min_prompt_tokens: z.int().optional(),
      utc_start: z.string().optional(),
      utc_end: z.string().optional(),
    }),
  )
  .optional()
  .meta({ description: "Other prices for requests that meet all conditions of one; the last one holds" });

export const modelSchema = z.object({
  id: z.string(),
  object: z.literal("model"),
  canonical_slug: z.string(),
  name: z.string(),
  description: z.string(),
  created: z.int(),
  owned_by: z.string(),
  context_length: z.int(),
  architecture: z.object({
    modality: z.string(),
    input_modalities: z.array(z.string()),
    output_modalities: z.array(z.string()),
    tokenizer: z.string(),
    instruct_type: z.string().nullable(),
  }),
  pricing: z.object({
    ...otherPrices,
    prompt: price,
    completion: price,
    request: price,
    image: price,
    overrides,
  }),
  top_provider: z.object({
    context_length: z.int(),
    max_completion_tokens: z.int().nullable(),
    is_moderated: z.boolean(),
  }),
  per_request_limits: z.null(),
  supported_parameters: z.array(z.string()),
  default_parameters: z
    .object({ temperature: z.number().nullable(), top_p: z.number().nullable() })
    .nullable(),
  supported_voices: z.null(),
  links: z.object({ details: z.string() }),
});

export const modelListSchema = z.object({
  data: z.array(modelSchema),
  /** The list is never cut into pages. */
  links: z.object({ next: z.null() }),
  total_count: z.int(),
});

export const embeddingModelListSchema = z.object({ data: z.array(modelSchema) });

export const modelResponseSchema = z.object({ data: modelSchema });

export const modelCountSchema = z.object({ data: z.object({ count: z.int() }) });

/** Fields of OpenRouter's answer that mean nothing for an embedded model. Its published client insists on them. */
export const inapplicable = [
  "app_id",
  "cache_discount",
  "http_referer",
  "moderation_latency",
  "native_tokens_completion_images",
  "num_fetches",
  "num_input_audio_prompt",
  "num_media_completion",
  "num_media_prompt",
  "num_search_results",
  "router",
  "service_tier",
  "upstream_inference_cost",
  "user_agent",
  "web_search_engine",
  "workspace_id",
] as const;

const inapplicableFields = Object.fromEntries(inapplicable.map((name) => [name, z.null()])) as Record<
  (typeof inapplicable)[number],
  z.ZodNull
>;

const milliseconds = z.number().meta({ description: "Milliseconds" });

const generationFields = {
  id: z.string(),
  created_at: z.iso.datetime(),
  model: z.string(),
  provider_name: z.string().nullable(),
  api_type: z.enum(["completions", "messages", "responses", "embeddings"]),
  streamed: z.boolean(),
  cancelled: z.boolean(),
  finish_reason: z.string().nullable(),
  error: z.string().nullable().meta({ description: "Why it failed, in words" }),
  native_finish_reason: z.string().nullable(),
  tokens_prompt: z.int(),
  tokens_completion: z.int(),
  native_tokens_prompt: z.int(),
  native_tokens_completion: z.int(),
  native_tokens_reasoning: z.int(),
  native_tokens_cached: z.int(),
  latency: milliseconds.nullable(),
  generation_time: milliseconds,
  queue_time: milliseconds,
  prompt_time: milliseconds,
  usage: z.number(),
  total_cost: z.number(),
  is_byok: z.boolean(),
  external_user: z.string().nullable(),
  session_id: z.string().nullable(),
  preset_id: z.string().nullable(),
  response_cache_source_id: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
  origin: z.string(),
  data_region: z.string(),
  upstream_id: z.string().nullable(),
  provider_responses: z.array(
    z.object({
      provider_name: z.string(),
      endpoint_id: z.string().nullable(),
      model_permaslug: z.string(),
      status: z.int().nullable(),
      latency: milliseconds.nullable(),
      error_type: z.string().nullable().meta({ description: "As in the error envelope; null: it answered" }),
      fault: z.string().nullable().meta({ description: "What the failure says of the provider" }),
      is_byok: z.boolean(),
    }),
  ),
  ...inapplicableFields,
};

export const generationSchema = z.object({ data: z.object(generationFields) });

export const generationListSchema = z.object({
  data: z.array(
    z.object({
      ...generationFields,
      client: z.string().meta({ description: "Who asked: the id of the key, or the address" }),
    }),
  ),
  has_more: z.boolean(),
});

export const healthSchema = z.object({
  /** `degraded`: a model is not ready, or records can't be written at the moment. */
  status: z.enum(["ok", "degraded"]),
  ready: z.boolean(),
  models: z.array(
    z.object({
      id: z.string(),
      state: z.enum(["ready", "restarting", "failed"]),
      running: z.int().optional(),
      waiting: z.int().optional(),
      capacity: z.int().optional(),
      restarts: z.int().optional(),
      last_token_seconds_ago: z.number().nullable(),
    }),
  ),
  records: z.object({
    ok: z.boolean(),
    waiting: z.int(),
    on_disk_bytes: z.int(),
    error: z.string().nullable(),
    lost: z.int(),
  }),
  stores: z.object({
    keys: z.string().nullable(),
    counters: z.string().nullable(),
  }),
});

const trouble = z.string().nullable().meta({ description: "Why it can't be reached; null: it can" });

export const readySchema = z.object({
  ready: z.boolean(),
  stores: z.object({ keys: trouble, counters: trouble, records: trouble }),
});

const percentiles = z
  .object({ p50: z.number(), p75: z.number(), p90: z.number(), p99: z.number() })
  .nullable();
const percent = z.number().nullable().meta({ description: "Per cent of the requests that were answered" });

const endpoint = z.object({
  name: z.string(),
  model_id: z.string(),
  provider_name: z.string(),
  tag: z.string(),
  context_length: z.int(),
  max_completion_tokens: z.int().nullable(),
  max_prompt_tokens: z.null(),
  pricing: z.object({ ...otherPrices, prompt: price, completion: price, overrides }),
  quantization: z.string(),
  status: z.int(),
  supported_parameters: z.array(z.string()),
  uptime_last_5m: percent,
  uptime_last_30m: percent,
  uptime_last_1d: percent,
  latency_last_30m: percentiles,
  throughput_last_30m: percentiles,
});

export const zdrEndpointListSchema = z.object({ data: z.array(endpoint) });

export const endpointListSchema = z.object({
  data: z.object({
    id: z.string(),
    name: z.string(),
    created: z.int(),
    description: z.string(),
    endpoints: z.array(endpoint),
  }),
});

export const providerListSchema = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      slug: z.string(),
      privacy_policy_url: z.null(),
      terms_of_service_url: z.null(),
      status_page_url: z.null(),
    }),
  ),
});

const usd = z.number().meta({ description: "US dollars" });

const keyFields = {
  label: z.string(),
  limit: usd.nullable(),
  limit_remaining: usd.nullable(),
  limit_reset: z.string().nullable(),
  include_byok_in_limit: z.boolean(),
  usage: usd,
  usage_daily: usd,
  usage_weekly: usd,
  usage_monthly: usd,
  byok_usage: usd,
  byok_usage_daily: usd,
  byok_usage_weekly: usd,
  byok_usage_monthly: usd,
  expires_at: z.string().nullable(),
  creator_user_id: z.null(),
  limits: z.record(z.string(), z.int()).nullable(),
};

/** The key that asks. */
export const currentKeySchema = z.object({
  data: z.object({
    ...keyFields,
    is_free_tier: z.boolean(),
    is_management_key: z.boolean(),
    is_provisioning_key: z.boolean(),
    rate_limit: z.object({ requests: z.int(), interval: z.string(), note: z.string() }),
  }),
});

const keySchema = z.object({
  ...keyFields,
  hash: z.string(),
  name: z.string(),
  disabled: z.boolean(),
  created_at: z.string(),
  updated_at: z.string().nullable(),
  allowed_models: z.array(z.string()).nullable(),
  allowed_providers: z.array(z.string()).nullable(),
  workspace_id: z.null(),
});

export const keyResponseSchema = z.object({ data: keySchema });
export const keyListSchema = z.object({ data: z.array(keySchema) });
export const createdKeySchema = z.object({ data: keySchema, key: z.string() });
export const deletedKeySchema = z.object({ deleted: z.literal(true) });

export const creditsSchema = z.object({ data: z.object({ total_credits: usd, total_usage: usd }) });

export const activitySchema = z.object({
  data: z.array(
    z.object({
      date: z.string(),
      model: z.string(),
      model_permaslug: z.string(),
      endpoint_id: z.string(),
      provider_name: z.string(),
      usage: usd,
      byok_usage_inference: usd,
      requests: z.int(),
      prompt_tokens: z.int(),
      completion_tokens: z.int(),
      reasoning_tokens: z.int(),
    }),
  ),
});
