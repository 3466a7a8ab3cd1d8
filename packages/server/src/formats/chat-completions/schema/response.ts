import { z } from "zod";
import { toolCallSchema } from "./messages.js";

const finishReason = z.enum(["stop", "length", "tool_calls", "content_filter", "error"]);

const tokenLogprob = z.object({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.int()).nullable(),
});

const logprobs = z
  .object({
    content: z.array(tokenLogprob.extend({ top_logprobs: z.array(tokenLogprob) })).nullable(),
    refusal: z.null(),
  })
  .nullable();

const usage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  cost: z.number(),
  is_byok: z.boolean(),
  prompt_tokens_details: z.object({ cached_tokens: z.int() }),
  completion_tokens_details: z.object({ reasoning_tokens: z.int() }),
});

const reasoningDetails = z.array(
  z.object({ type: z.literal("reasoning.text"), text: z.string(), format: z.string(), index: z.int() }),
);

const head = {
  id: z.string(),
  created: z.int(),
  model: z.string(),
  provider: z.string(),
  system_fingerprint: z.string(),
};

const errorDetailSchema = z.object({
  code: z.int(),
  message: z.string(),
  param: z.string().nullable(),
  type: z.string(),
  metadata: z.looseObject({ error_type: z.string() }),
});

export const chatResponseSchema = z.object({
  ...head,
  object: z.literal("chat.completion"),
  choices: z.array(
    z.object({
      index: z.int(),
      message: z.object({
        role: z.literal("assistant"),
        content: z.string().nullable(),
        refusal: z.null(),
        reasoning: z.string().nullable(),
        reasoning_details: reasoningDetails.optional(),
        tool_calls: z.array(toolCallSchema).optional(),
      }),
      finish_reason: finishReason,
      native_finish_reason: z.string(),
      error: errorDetailSchema.optional(),
      logprobs,
    }),
  ),
  usage,
});

export const errorResponseSchema = z.object({ error: errorDetailSchema });

export const chatChunkSchema = z.object({
  ...head,
  object: z.literal("chat.completion.chunk"),
  choices: z.array(
    z.object({
      index: z.int(),
      delta: z.object({
        role: z.literal("assistant").optional(),
        content: z.string().nullable().optional(),
        reasoning: z.string().optional(),
        reasoning_details: reasoningDetails.optional(),
        tool_calls: z
          .array(
            z.object({
              index: z.int(),
              id: z.string().optional(),
              type: z.literal("function").optional(),
              function: z.object({ name: z.string().optional(), arguments: z.string() }),
            }),
          )
          .optional(),
      }),
      finish_reason: finishReason.nullable(),
      native_finish_reason: z.string().nullable().optional(),
      error: errorDetailSchema.optional(),
      logprobs,
    }),
  ),
  usage: usage.optional(),
  error: errorDetailSchema.optional(),
  debug: z.object({ echo_upstream_body: z.unknown() }).optional(),
});
