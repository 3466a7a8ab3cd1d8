import { z } from "zod";
import type { RerankTask } from "../../generation/embedding.js";
import { chatRequestSchema } from "../chat-completions/schema/request.js";
import { accept, refuseLong } from "../validation/accept.js";
import { integerFrom, optional } from "../validation/fields.js";
import { fieldsOf, longerThan } from "../validation/long-lists.js";
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
  refuseLong(longerThan("documents", fieldsOf(body).documents, mostDocuments));
  const { value } = accept(validate(rerankRequestSchema, body));
  const { provider, user, model, ...rest } = body as Record<string, unknown>;
  return {
    models: value.model === undefined ? [] : [value.model],
    routing: value.provider ?? {},
    user: value.user,
    body: rest,
  };
}
