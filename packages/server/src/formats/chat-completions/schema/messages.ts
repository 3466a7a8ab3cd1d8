import { z } from "zod";
import { optional } from "../../validation/fields.js";

const textPart = z.object({
  type: z.literal("text"),
  text: z.string(),
  cache_control: z.unknown().optional(),
});

const contentPart = z.discriminatedUnion("type", [
  textPart,
  z.object({
    type: z.literal("image_url"),
    image_url: z.object({
      url: z.string(),
      detail: optional(z.enum(["auto", "low", "high", "original"])),
    }),
  }),
  z.object({
    type: z.literal("input_audio"),
    input_audio: z.object({ data: z.string(), format: z.string() }),
  }),
  z.object({ type: z.literal("video_url"), video_url: z.object({ url: z.string() }) }),
  z.object({ type: z.literal("input_video"), video_url: z.object({ url: z.string() }) }),
  z.object({
    type: z.literal("file"),
    file: z.object({
      file_data: optional(z.string()),
      file_id: optional(z.string()),
      filename: optional(z.string()),
    }),
  }),
]);

const textContent = z.union([z.string(), z.array(textPart)]);
const mixedContent = z.union([z.string(), z.array(contentPart)]);
const name = optional(z.string());

export const toolCallSchema = z.object({
  id: z.string(),
  type: z.literal("function"),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

export const assistantMessageSchema = z.object({
  role: z.literal("assistant"),
  content: optional(mixedContent),
  name,
  tool_calls: optional(z.array(toolCallSchema)),
  refusal: optional(z.string()),
  reasoning: optional(z.string()),
  reasoning_details: optional(z.array(z.unknown())),
});

export const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content: textContent, name }),
  z.object({ role: z.literal("developer"), content: textContent, name }),
  z.object({ role: z.literal("user"), content: mixedContent, name }),
  assistantMessageSchema,
  z.object({ role: z.literal("tool"), content: mixedContent, tool_call_id: z.string(), name }),
]);
