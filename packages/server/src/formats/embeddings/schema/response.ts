import { z } from "zod";

export const embeddingsSchema = z.object({
  id: z.string(),
  object: z.literal("list"),
  data: z.array(
    z.object({
      object: z.literal("embedding"),
      index: z.int(),
      /** Numbers, or 32-bit floats in base64. */
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  model: z.string(),
  provider: z.string(),
  usage: z.looseObject({ prompt_tokens: z.int(), total_tokens: z.int(), cost: z.number() }),
});
