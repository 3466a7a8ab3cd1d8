import { z } from "zod";
import { badRequest } from "../../generation/api-error.js";
import type { RerankTask } from "../../generation/embedding.js";
import { chatRequestSchema } from "../chat-completions/schema/request.js";
import { accept } from "../validation/accept.js";
import { integerFrom, optional } from "../validation/fields.js";
import { validate } from "../validation/validate.js";

const mostDocuments = 1_000;

/** The body of `POST /rerank`; fields beyond these are passed on. */
export const rerankRequestSchema = chatRequestSchema
  .pick({ model: true, provider: true, user: true })
  .extend({
    query: z.string().min(1),
    documents: z
      .array(z.union([z.string(), z.record(z.string(), z.unknown())]))
      .min(1)
      .max(mostDocuments),
    top_n: optional(integerFrom(1, mostDocuments)),
  });

/** Throws a 400 `ApiError` that names the field, what is allowed and what it was. */
export function readRerankRequest(body: unknown): Omit<RerankTask, "client"> {
  if (typeof body === "object" && body !== null && "documents" in body) {
    const { documents } = body;
    if (Array.isArray(documents) && documents.length > mostDocuments) {
      throw badRequest(
        `documents must have at most ${mostDocuments} entries, got ${documents.length}`,
        "documents",
      );
    }
  }
  const { value } = accept(validate(rerankRequestSchema, body));
  const { provider, user, model, ...rest } = body as Record<string, unknown>;
  return {
    models: value.model === undefined ? [] : [value.model],
    routing: value.provider ?? {},
    user: value.user,
    body: rest,
  };
}
