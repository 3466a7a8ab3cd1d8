import { z } from "zod";

export const modelListSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      canonical_slug: z.string(),
      name: z.string(),
      description: z.string(),
      created: z.int(),
      context_length: z.int(),
      architecture: z.object({
        modality: z.string(),
        input_modalities: z.array(z.string()),
        output_modalities: z.array(z.string()),
        tokenizer: z.string(),
        instruct_type: z.string().nullable(),
      }),
      pricing: z.object({
        prompt: z.string(),
        completion: z.string(),
        request: z.string(),
        image: z.string(),
      }),
      top_provider: z.object({
        context_length: z.int(),
        max_completion_tokens: z.int().nullable(),
        is_moderated: z.boolean(),
      }),
      per_request_limits: z.null(),
      supported_parameters: z.array(z.string()),
      default_parameters: z.object({}),
    }),
  ),
});

const milliseconds = z.number().meta({ description: "Milliseconds" });

export const generationSchema = z.object({
  data: z.object({
    id: z.string(),
    created_at: z.iso.datetime(),
    model: z.string(),
    provider_name: z.string(),
    api_type: z.literal("completions"),
    streamed: z.boolean(),
    cancelled: z.boolean(),
    finish_reason: z.string().nullable(),
    native_finish_reason: z.string().nullable(),
    tokens_prompt: z.int(),
    tokens_completion: z.int(),
    native_tokens_prompt: z.int(),
    native_tokens_completion: z.int(),
    native_tokens_reasoning: z.int(),
    native_tokens_cached: z.int(),
    latency: milliseconds.nullable(),
    generation_time: milliseconds,
    queue_time: milliseconds,
    prompt_time: milliseconds,
    usage: z.number(),
    total_cost: z.number(),
    is_byok: z.boolean(),
    external_user: z.string().nullable(),
    session_id: z.string().nullable(),
    metadata: z.record(z.string(), z.string()).nullable(),
  }),
});

export const healthSchema = z.object({
  status: z.literal("ok"),
  models: z.array(z.object({ id: z.string(), running: z.int(), waiting: z.int(), capacity: z.int() })),
});
