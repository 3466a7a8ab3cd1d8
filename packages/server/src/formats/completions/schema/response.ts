import { z } from "zod";
import { chatResponseSchema } from "../../chat-completions/schema/response.js";

const logprobs = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number()),
  top_logprobs: z.array(z.record(z.string(), z.number())).nullable(),
  text_offset: z.array(z.int()),
});

/** An answer, or a part of one that is streamed. */
export const completionSchema = chatResponseSchema.extend({
  object: z.literal("text_completion"),
  choices: z.array(
    z.object({
      index: z.int(),
      text: z.string(),
      reasoning: z.string().optional(),
      logprobs: logprobs.nullable(),
      finish_reason: z.enum(["stop", "length", "content_filter", "error"]).nullable(),
      native_finish_reason: z.string().nullable(),
    }),
  ),
  usage: chatResponseSchema.shape.usage.optional(),
});
