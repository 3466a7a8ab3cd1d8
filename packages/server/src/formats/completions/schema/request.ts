import { z } from "zod";
import { constraintFields } from "../../chat-completions/schema/constraints.js";
import { chatRequestSchema } from "../../chat-completions/schema/request.js";
import { samplingFields } from "../../chat-completions/schema/sampling.js";
import { integerFrom, optional } from "../../validation/fields.js";

/** How many texts one request may have continued, and how many answers it may have in all. */
export const promptLimits = { prompts: 20, answers: 32 } as const;

const prompt = z.string().min(1);

/** The fields that mean what they mean in chat completions. */
const shared = chatRequestSchema.pick({
  model: true,
  models: true,
  max_tokens: true,
  response_format: true,
  n: true,
  stream: true,
  stream_options: true,
  provider: true,
  service_tier: true,
  prompt_cache_key: true,
  metadata: true,
  user: true,
  session_id: true,
});

/** The body of `POST /completions` as this server understands it. */
export const completionRequestSchema = shared.extend({
  ...samplingFields,
  ...constraintFields,
  prompt: z.union([prompt, z.array(prompt).min(1).max(promptLimits.prompts)], {
    error: `must be a text or an array of 1 to ${promptLimits.prompts} texts, none of them empty; token ids are not taken here`,
  }),
  logprobs: optional(integerFrom(0, 5)),
  echo: optional(z.boolean()),
  best_of: optional(integerFrom(1, 20)),
});

export type CompletionRequest = z.infer<typeof completionRequestSchema>;
