import { z } from "zod";
import { parameterRanges as ranges } from "../../chat-completions/parameter-ranges.js";
import {
  effort,
  metadataSchema,
  providerSchema,
  serviceTier,
  summary,
} from "../../chat-completions/schema/request.js";
import { pluginFields } from "../../plugins.js";
import { integerFrom, numberIn, optional } from "../../validation/fields.js";
import { itemSchema } from "./input.js";
import { listLimits } from "./limits.js";
import { toolChoiceSchema, toolSchema } from "./tools.js";

/** What may be asked for besides; the other names are of hosted tools. */
export const includable = [
  "message.output_text.logprobs",
  "reasoning.encrypted_content",
  "message.input_image.image_url",
] as const;

const formatSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    name: z.string().min(1).max(64),
    description: optional(z.string()),
    schema: z.record(z.string(), z.unknown()),
    strict: optional(z.boolean()),
  }),
]);

const shortText = optional(z.string().max(256));
const positive = optional(integerFrom(1, 2 ** 31 - 1));

/** Must be what it is without a word: the other way is not offered here. */
function only<T extends boolean | string>(value: T, why: string) {
  return optional(z.literal(value, { error: `must be ${JSON.stringify(value)} or left out: ${why}` }));
}

/** The body of `POST /responses` as this server understands it. */
export const responsesRequestSchema = z.object({
  input: z.union([z.string(), z.array(itemSchema).min(1).max(listLimits.input)]),
  instructions: optional(z.string()),
  model: optional(z.string()),
  models: optional(z.array(z.string()).max(listLimits.models)),

  tools: optional(z.array(toolSchema).max(listLimits.tools)),
  tool_choice: optional(toolChoiceSchema),
  parallel_tool_calls: optional(z.boolean()),
  max_tool_calls: positive,
  text: optional(
    z.object({
      format: optional(formatSchema),
      verbosity: optional(z.enum(["low", "medium", "high", "xhigh", "max"])),
    }),
  ),
  reasoning: optional(
    z.object({
      effort,
      summary,
      generate_summary: summary,
      max_tokens: positive,
      enabled: optional(z.boolean()),
      exclude: optional(z.boolean()),
    }),
  ),

  max_output_tokens: optional(numberIn(ranges.max_tokens)),
  temperature: optional(numberIn(ranges.temperature)),
  top_p: optional(numberIn(ranges.top_p)),
  top_k: optional(numberIn(ranges.top_k)),
  frequency_penalty: optional(numberIn(ranges.frequency_penalty)),
  presence_penalty: optional(numberIn(ranges.presence_penalty)),
  top_logprobs: optional(numberIn(ranges.top_logprobs)),
  include: optional(
    z
      .array(
        z.enum(includable, {
          error: `must be one of ${includable.map((name) => JSON.stringify(name)).join(", ")}; hosted tools are not offered here`,
        }),
      )
      .max(listLimits.include),
  ),

  stream: optional(z.boolean()),
  stream_options: optional(z.object({ include_obfuscation: only(false, "streams carry no padding here") })),
  store: optional(z.boolean()),
  previous_response_id: optional(z.string().min(1)),
  background: only(false, "answers are not made in the background here; stream, or wait for the answer"),
  truncation: only("disabled", "input is never shortened here"),

  provider: optional(providerSchema),
  preset: optional(z.string().min(1).max(256)),
  ...pluginFields,
  service_tier: serviceTier,
  prompt_cache_key: shortText,
  safety_identifier: shortText,
  metadata: optional(metadataSchema),
  /** What a client tells OpenAI of itself. */
  client_metadata: optional(z.record(z.string(), z.unknown())),
  user: shortText,
  session_id: shortText,
});

export type ResponsesRequest = z.infer<typeof responsesRequestSchema>;

/** Fields that nothing here can honour, and what to send instead. To drop them, or pass them on, would be to lie. */
export const refusedFields: Record<string, string> = {
  prompt: "stored prompts are not offered here; send instructions and input",
  conversation: "conversations are not kept here; send input, or previous_response_id",
  context_management: "send the input that the model is to see",
  messages: "send input",
  max_tokens: "send max_output_tokens",
  max_completion_tokens: "send max_output_tokens",
  response_format: "send text.format",
  n: "a response is one answer",
  functions: "send tools",
  function_call: "send tool_choice",
  logprobs: 'send include with "message.output_text.logprobs"',
};
