import { z } from "zod";
import { pluginFields } from "../../plugins.js";
import { integerFrom, numberFrom, numberIn, optional } from "../../validation/fields.js";
import { parameterRanges as ranges } from "../parameter-ranges.js";
import { constraintFields } from "./constraints.js";
import { messageSchema } from "./messages.js";
import { responseFormatSchema } from "./response-format.js";
import { samplingFields } from "./sampling.js";
import { toolChoiceSchema, toolSchema } from "./tools.js";

/** Most entries that lists of a request may have. */
export const listLimits = {
  messages: 10_000,
  contentParts: 2_000,
  toolCalls: 256,
  reasoningDetails: 10_000,
  tools: 128,
  models: 64,
  logitBias: 4_096,
  metadata: 16,
  names: 256,
} as const;

const effort = optional(z.enum(["max", "xhigh", "high", "medium", "low", "minimal", "none"]));
const summary = optional(z.enum(["auto", "concise", "detailed"]));
const names = optional(z.array(z.string()).max(listLimits.names));

const metadataSchema = z
  .record(
    z.string().max(64, { error: "must have keys of at most 64 characters" }),
    z.string().max(512, { error: "must be a string of at most 512 characters" }),
  )
  .refine((value) => Object.keys(value).length <= listLimits.metadata, {
    error: `must have at most ${listLimits.metadata} entries`,
  });

const reasoningSchema = z.object({
  effort,
  max_tokens: optional(integerFrom(1, 2 ** 31 - 1)),
  exclude: optional(z.boolean()),
  enabled: optional(z.boolean()),
  summary,
  generate_summary: summary,
});

const sortKey = z.enum(["price", "throughput", "latency"]);
const sort = z
  .union([sortKey, z.object({ by: sortKey, partition: optional(z.enum(["model", "none"])) })], {
    error: 'must be "price", "throughput", "latency" or {"by":…,"partition":"model" or "none"}',
  })
  .transform((given) => {
    const { by, partition } = typeof given === "string" ? { by: given, partition: undefined } : given;
    return { by, partition: partition ?? ("model" as const) };
  });

const positive = optional(numberFrom(0, Number.MAX_SAFE_INTEGER));
const cutoffs = z
  .union([
    numberFrom(0, Number.MAX_SAFE_INTEGER),
    z.object({ p50: positive, p75: positive, p90: positive, p99: positive }),
  ])
  .transform((given) => (typeof given === "number" ? { p50: given } : given));

const price = z
  .union([z.number().min(0), z.string().regex(/^\d{1,15}(\.\d{1,20})?$/)], {
    error: 'must be a price in US dollars, as a number or a decimal such as "0.5"',
  })
  .transform((given) => (typeof given === "string" ? given : given.toFixed(12)));
const maxPrice = z
  .object({
    prompt: optional(price),
    completion: optional(price),
    request: optional(price),
    image: optional(price),
    audio: optional(price),
  })
  .transform((given) => {
    const limits = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Object.fromEntries(limits);
  });

/** Which providers may answer, and in what order. */
export const providerSchema = z.object({
  require_parameters: optional(z.boolean()),
  allow_fallbacks: optional(z.boolean()),
  order: names,
  only: names,
  ignore: names,
  data_collection: optional(z.enum(["allow", "deny"])),
  zdr: optional(z.boolean()),
  sort: optional(sort),
  max_price: optional(maxPrice),
  quantizations: optional(z.array(z.string()).max(32)),
  enforce_distillable_text: optional(z.boolean()),
  preferred_max_latency: optional(cutoffs),
  preferred_min_throughput: optional(cutoffs),
});

const modelName = z.string().max(256);

const serviceTier = optional(z.enum(["auto", "default", "flex", "priority", "fast"]));

/** The body of `POST /chat/completions` as this server understands it. */
export const chatRequestSchema = z.object({
  messages: z.array(messageSchema).min(1).max(listLimits.messages),
  model: optional(modelName),
  models: optional(z.array(modelName).max(listLimits.models)),

  max_tokens: optional(numberIn(ranges.max_tokens)),
  max_completion_tokens: optional(numberIn(ranges.max_completion_tokens)),
  ...samplingFields,

  logprobs: optional(z.boolean()),
  top_logprobs: optional(numberIn(ranges.top_logprobs)),

  response_format: optional(responseFormatSchema),
  ...constraintFields,
  tools: optional(z.array(toolSchema).max(listLimits.tools)),
  tool_choice: optional(toolChoiceSchema),
  parallel_tool_calls: optional(z.boolean()),
  reasoning: optional(reasoningSchema),
  reasoning_effort: effort,
  include_reasoning: optional(z.boolean()),

  stream: optional(z.boolean()),
  stream_options: optional(z.object({ include_usage: optional(z.boolean()) })),
  n: optional(integerFrom(1, 8)),
  modalities: optional(
    z.array(z.literal("text", { error: 'must be "text", the only modality of the embedded models' })).max(8),
  ),

  provider: optional(providerSchema),
  preset: optional(z.string().min(1).max(256)),
  ...pluginFields,
  service_tier: serviceTier,
  prompt_cache_key: optional(z.string().max(256)),
  debug: optional(z.object({ echo_upstream_body: optional(z.boolean()) })),
  metadata: optional(metadataSchema),
  user: optional(z.string().max(256)),
  session_id: optional(z.string().max(256)),
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;
