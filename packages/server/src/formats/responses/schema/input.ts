import { z } from "zod";
import { optional } from "../../validation/fields.js";
import { listLimits } from "./limits.js";

const notKept = { error: "must be left out: files are not kept here, send their content" };
const fileId = z.null(notKept).optional();

const inputText = z.object({
  type: z.literal("input_text"),
  text: z.string(),
  cache_control: z.unknown().optional(),
});

const inputFile = z
  .object({
    type: z.literal("input_file"),
    file_data: optional(z.string()),
    file_url: optional(z.string()),
    file_id: fileId,
    filename: optional(z.string()),
  })
  .refine(({ file_data, file_url }) => file_data !== undefined || file_url !== undefined, {
    error: "must have file_data or file_url",
  });

const mediaParts = [
  z.object({
    type: z.literal("input_image"),
    image_url: z.string({ error: "must be a URL or a data URL" }),
    file_id: fileId,
    detail: optional(z.enum(["auto", "low", "high", "original"])),
  }),
  inputFile,
  z.object({
    type: z.literal("input_audio"),
    input_audio: z.object({ data: z.string(), format: z.string() }),
  }),
  z.object({ type: z.literal("input_video"), video_url: z.string() }),
] as const;

/** What people and tools say. */
export const inputPartSchema = z.discriminatedUnion("type", [inputText, ...mediaParts]);

const outputText = z.object({
  type: z.literal("output_text"),
  text: z.string(),
  annotations: optional(z.array(z.unknown())),
  logprobs: optional(z.array(z.unknown())),
});

/** What the model has said. */
export const outputPartSchema = z.discriminatedUnion("type", [
  outputText,
  inputText,
  z.object({ type: z.literal("refusal"), refusal: z.string() }),
]);

function content<T extends z.ZodType>(part: T) {
  return z.union([z.string(), z.array(part).max(listLimits.parts)]);
}

const status = optional(z.enum(["in_progress", "completed", "incomplete"]));
/** Of the item, not of what it is about. */
const own = { id: optional(z.string()), status };
const message = { type: z.literal("message"), ...own, phase: optional(z.string()) };

const messageItem = z.discriminatedUnion("role", [
  z.object({ role: z.literal("user"), content: content(inputPartSchema), ...message }),
  z.object({ role: z.literal("system"), content: content(inputPartSchema), ...message }),
  z.object({ role: z.literal("developer"), content: content(inputPartSchema), ...message }),
  z.object({ role: z.literal("assistant"), content: content(outputPartSchema), ...message }),
]);

export const functionCallSchema = z.object({
  type: z.literal("function_call"),
  call_id: z.string().min(1),
  name: z.string().min(1),
  namespace: optional(z.string().min(1)),
  arguments: z.string(),
  ...own,
});

export const reasoningSchema = z.object({
  type: z.literal("reasoning"),
  summary: optional(z.array(z.object({ type: z.literal("summary_text"), text: z.string() }))),
  content: optional(z.array(z.object({ type: z.literal("reasoning_text"), text: z.string() }))),
  encrypted_content: optional(z.string()),
  format: optional(z.string()),
  signature: optional(z.string()),
  ...own,
});

const kinds =
  'must be "message", "function_call", "function_call_output", "reasoning" or "item_reference"; hosted and custom tools are not offered here';

/** One item of the conversation. */
export const itemSchema = z.discriminatedUnion(
  "type",
  [
    messageItem,
    functionCallSchema,
    z.object({
      type: z.literal("function_call_output"),
      call_id: z.string().min(1),
      output: content(inputPartSchema),
      ...own,
    }),
    reasoningSchema,
    z.object({ type: z.literal("item_reference"), id: z.string().min(1) }),
  ],
  { error: ({ code }) => (code === "invalid_union" ? kinds : undefined) },
);

export type InputItem = z.infer<typeof itemSchema>;
export type InputPart = z.infer<typeof inputPartSchema>;
export type MessageItem = z.infer<typeof messageItem>;
export type ReasoningItem = z.infer<typeof reasoningSchema>;

/** Items whose type may be left out, with it. */
export function typed(item: unknown): unknown {
  if (typeof item !== "object" || item === null) return item;
  const { type, role } = item as { type?: unknown; role?: unknown };
  if (type !== undefined && type !== null) return item;
  if (role !== undefined) return { ...item, type: "message" };
  return "id" in item ? { ...item, type: "item_reference" } : item;
}
