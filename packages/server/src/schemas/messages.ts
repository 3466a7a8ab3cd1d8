import { z } from "zod";
import { nullable } from "./fields.js";

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
      detail: z.enum(["auto", "low", "high", "original"]).optional(),
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
      file_data: z.string().optional(),
      file_id: z.string().optional(),
      filename: z.string().optional(),
    }),
  }),
]);

const textContent = z.union([z.string(), z.array(textPart)]);
const mixedContent = z.union([z.string(), z.array(contentPart)]);
const name = z.string().optional();

export const toolCallSchema = z.object({
  id: z.string(),
  type: z.literal("function"),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

export const assistantMessageSchema = z.object({
  role: z.literal("assistant"),
  content: nullable(mixedContent),
  name,
  tool_calls: nullable(z.array(toolCallSchema)),
  refusal: nullable(z.string()),
  reasoning: nullable(z.string()),
  reasoning_details: nullable(z.array(z.unknown())),
});

export const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content: textContent, name }),
  z.object({ role: z.literal("developer"), content: textContent, name }),
  z.object({ role: z.literal("user"), content: mixedContent, name }),
  assistantMessageSchema,
  z.object({ role: z.literal("tool"), content: mixedContent, tool_call_id: z.string(), name }),
]);

export type ContentPart = z.infer<typeof contentPart>;
export type ToolCall = z.infer<typeof toolCallSchema>;
export type Message = z.infer<typeof messageSchema>;
