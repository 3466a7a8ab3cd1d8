import { z } from "zod";
import { pluginFields } from "../../plugins.js";
import { integerFrom, numberFrom, optional } from "../../validation/fields.js";

/** Most entries that lists of a request may have. */
export const listLimits = { messages: 10_000, blocks: 2_000, tools: 128, stopSequences: 4 } as const;

const cacheControl = z.unknown().optional();
const textBlock = z.object({ type: z.literal("text"), text: z.string(), cache_control: cacheControl });

const source = z.discriminatedUnion("type", [
  z.object({ type: z.literal("base64"), media_type: z.string(), data: z.string() }),
  z.object({ type: z.literal("url"), url: z.string() }),
]);
const imageBlock = z.object({ type: z.literal("image"), source, cache_control: cacheControl });

const toolResultBlock = z.object({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: optional(
    z.union([
      z.string(),
      z.array(z.discriminatedUnion("type", [textBlock, imageBlock])).max(listLimits.blocks),
    ]),
  ),
  is_error: optional(z.boolean()),
  cache_control: cacheControl,
});

/** What people and tools say. */
export const userBlockSchema = z.discriminatedUnion("type", [textBlock, imageBlock, toolResultBlock]);

/** What the model has said. */
export const assistantBlockSchema = z.discriminatedUnion("type", [
  textBlock,
  z.object({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    cache_control: cacheControl,
  }),
  z.object({ type: z.literal("thinking"), thinking: z.string(), signature: optional(z.string()) }),
  z.object({ type: z.literal("redacted_thinking"), data: z.string() }),
]);

const messageSchema = z.discriminatedUnion("role", [
  z.object({
    role: z.literal("user"),
    content: z.union([z.string(), z.array(userBlockSchema).max(listLimits.blocks)]),
  }),
  z.object({
    role: z.literal("assistant"),
    content: z.union([z.string(), z.array(assistantBlockSchema).max(listLimits.blocks)]),
  }),
]);

const toolSchema = z.object({
  type: optional(
    z.literal("custom", { error: 'must be "custom" or left out; server tools are not offered here' }),
  ),
  name: z.string().min(1).max(128),
  description: optional(z.string()),
  input_schema: z.record(z.string(), z.unknown()),
  strict: optional(z.boolean()),
  cache_control: cacheControl,
});

const parallel = { disable_parallel_tool_use: optional(z.boolean()) };
const toolChoiceSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("auto"), ...parallel }),
  z.object({ type: z.literal("any"), ...parallel }),
  z.object({ type: z.literal("tool"), name: z.string(), ...parallel }),
  z.object({ type: z.literal("none") }),
]);

const thinkingSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("enabled"), budget_tokens: optional(integerFrom(1, 2 ** 31 - 1)) }),
  z.object({ type: z.literal("adaptive") }),
  z.object({ type: z.literal("disabled") }),
]);

const promptFields = {
  model: z.string().min(1).max(256),
  preset: optional(z.string().min(1).max(256)),
  messages: z.array(messageSchema).min(1).max(listLimits.messages),
  system: optional(z.union([z.string(), z.array(textBlock).max(listLimits.blocks)])),
  tools: optional(z.array(toolSchema).max(listLimits.tools)),
  tool_choice: optional(toolChoiceSchema),
  thinking: optional(thinkingSchema),
};

/** The body of `POST /messages/count_tokens`. */
export const countTokensRequestSchema = z.object(promptFields);

/** The body of `POST /messages`. */
export const messagesRequestSchema = z.object({
  ...promptFields,
  ...pluginFields,
  max_tokens: integerFrom(1, 2 ** 31 - 1),
  stop_sequences: optional(z.array(z.string().min(1)).max(listLimits.stopSequences)),
  temperature: optional(numberFrom(0, 1)),
  top_p: optional(numberFrom(0, 1)),
  top_k: optional(integerFrom(0, 2 ** 31 - 1)),
  stream: optional(z.boolean()),
  metadata: optional(z.object({ user_id: optional(z.string().max(256)) })),
});

export type CountTokensRequest = z.infer<typeof countTokensRequestSchema>;
export type MessagesRequest = z.infer<typeof messagesRequestSchema>;
