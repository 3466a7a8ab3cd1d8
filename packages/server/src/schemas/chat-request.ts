import { z } from "zod";
import { integerFrom, nullable, numberFrom } from "./fields.js";
import { messageSchema } from "./messages.js";
import { responseFormatSchema } from "./response-format.js";
import { toolChoiceSchema, toolSchema } from "./tools.js";

const maxTokens = nullable(integerFrom(1, 2 ** 31 - 1));
const effort = nullable(z.enum(["max", "xhigh", "high", "medium", "low", "minimal", "none"]));
const summary = nullable(z.enum(["auto", "concise", "detailed"]));
const names = nullable(z.array(z.string()));

const metadataSchema = z
  .record(
    z.string().max(64, { error: "must have keys of at most 64 characters" }),
    z.string().max(512, { error: "must be a string of at most 512 characters" }),
  )
  .refine((value) => Object.keys(value).length <= 16, { error: "must have at most 16 entries" });

const logitBiasSchema = z.record(
  z.string().regex(/^\d{1,10}$/, { error: "must have token ids as keys" }),
  numberFrom(-100, 100),
);

const reasoningSchema = z.object({
  effort,
  max_tokens: nullable(integerFrom(1, 2 ** 31 - 1)),
  exclude: nullable(z.boolean()),
  enabled: nullable(z.boolean()),
  summary,
  generate_summary: summary,
});

const providerSchema = z.object({
  require_parameters: nullable(z.boolean()),
  allow_fallbacks: nullable(z.boolean()),
  order: names,
  only: names,
  ignore: names,
  data_collection: nullable(z.enum(["allow", "deny"])),
  zdr: nullable(z.boolean()),
  sort: z.unknown().optional(),
  max_price: z.unknown().optional(),
  quantizations: z.unknown().optional(),
  enforce_distillable_text: nullable(z.boolean()),
  preferred_max_latency: z.unknown().optional(),
  preferred_min_throughput: z.unknown().optional(),
});

/** The body of `POST /chat/completions` as this server understands it. */
export const chatRequestSchema = z.object({
  messages: z.array(messageSchema).min(1),
  model: z.string().optional(),
  models: z.array(z.string()).optional(),

  max_tokens: maxTokens,
  max_completion_tokens: maxTokens,
  stop: nullable(
    z.union([z.string().min(1), z.array(z.string().min(1)).max(4)], {
      error: "must be a string or an array of at most 4 strings, none of them empty",
    }),
  ),
  seed: nullable(integerFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),

  temperature: nullable(numberFrom(0, 2)),
  top_p: nullable(numberFrom(0, 1)),
  top_k: nullable(integerFrom(0, 2 ** 31 - 1)),
  min_p: nullable(numberFrom(0, 1)),
  top_a: nullable(numberFrom(0, 1)),
  frequency_penalty: nullable(numberFrom(-2, 2)),
  presence_penalty: nullable(numberFrom(-2, 2)),
  // Divides: the least keeps the result a finite number.
  repetition_penalty: nullable(numberFrom(0.01, 2)),
  logit_bias: nullable(logitBiasSchema),

  logprobs: nullable(z.boolean()),
  top_logprobs: nullable(integerFrom(0, 20)),

  response_format: responseFormatSchema.optional(),
  tools: z.array(toolSchema).max(128).optional(),
  tool_choice: toolChoiceSchema.optional(),
  parallel_tool_calls: nullable(z.boolean()),
  reasoning: reasoningSchema.optional(),
  reasoning_effort: effort,
  include_reasoning: nullable(z.boolean()),

  stream: nullable(z.boolean()),
  stream_options: nullable(z.object({ include_usage: nullable(z.boolean()) })),
  n: nullable(integerFrom(1, 1)),
  modalities: nullable(
    z.array(z.literal("text", { error: 'must be "text", the only modality of the embedded models' })),
  ),

  provider: nullable(providerSchema),
  debug: z.object({ echo_upstream_body: z.boolean().optional() }).optional(),
  metadata: metadataSchema.optional(),
  user: z.string().max(256).optional(),
  session_id: z.string().max(256).optional(),
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;
