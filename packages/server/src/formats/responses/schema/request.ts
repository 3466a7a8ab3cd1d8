import { z } from "zod";
import { parameterRanges as ranges } from "../../chat-completions/parameter-ranges.js";
import { chatRequestSchema } from "../../chat-completions/schema/request.js";
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

/** Must be false, as it is without a word: the other way is not offered here. */
function never(why: string) {
  return optional(z.literal(false, { error: `must be false or left out: ${why}` }));
}

/** The fields that mean what they mean in chat completions. */
const shared = chatRequestSchema.pick({
  model: true,
  models: true,
  parallel_tool_calls: true,
  reasoning: true,
  temperature: true,
  top_p: true,
  top_k: true,
  frequency_penalty: true,
  presence_penalty: true,
  top_logprobs: true,
  stream: true,
  provider: true,
  preset: true,
  plugins: true,
  transforms: true,
  service_tier: true,
  prompt_cache_key: true,
  metadata: true,
  user: true,
  session_id: true,
});

/** The body of `POST /responses` as this server understands it. */
export const responsesRequestSchema = shared.extend({
  input: z.union([z.string(), z.array(itemSchema).min(1).max(listLimits.input)]),
  instructions: optional(z.string()),

  tools: optional(z.array(toolSchema).max(listLimits.tools)),
  tool_choice: optional(toolChoiceSchema),
  max_tool_calls: positive,
  text: optional(
    z.object({
      format: optional(formatSchema),
      verbosity: optional(z.enum(["low", "medium", "high", "xhigh", "max"])),
    }),
  ),
  max_output_tokens: optional(numberIn(ranges.max_tokens)),
  include: optional(
    z
      .array(
        z.enum(includable, {
          error: `must be one of ${includable.map((name) => JSON.stringify(name)).join(", ")}; hosted tools are not offered here`,
        }),
      )
      .max(listLimits.include),
  ),

  stream_options: optional(z.object({ include_obfuscation: never("streams carry no padding here") })),
  store: optional(z.boolean()),
  previous_response_id: optional(z.string().min(1)),
  background: never("answers are not made in the background here; stream, or wait for the answer"),
  truncation: optional(z.enum(["auto", "disabled"])),

  safety_identifier: shortText,
  /** What a client tells OpenAI of itself. */
  client_metadata: optional(z.record(z.string(), z.unknown())),
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
