import { z } from "zod";
import { chatRequestSchema } from "../../chat-completions/schema/request.js";
import { integerFrom, optional } from "../../validation/fields.js";

/** How many texts one request may have embedded. */
export const mostInputs = 2_048;

const text = z.string().min(1);

/** The body of `POST /embeddings`. */
export const embeddingRequestSchema = chatRequestSchema
  .pick({ model: true, models: true, provider: true, user: true })
  .extend({
    input: z.union([text, z.array(text).min(1).max(mostInputs)], {
      error: `must be a text or an array of 1 to ${mostInputs} texts, none of them empty; token ids and other media are not taken here`,
    }),
    dimensions: optional(integerFrom(1, 65_536)),
    encoding_format: optional(z.enum(["float", "base64"])),
    truncate: optional(z.boolean()),
  });
