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
    inputs: [...textsIn(value.query), ...textsIn(value.documents)],
  };
}

/** The task with these texts in the places of its own. */
export function withInputs<T extends Omit<RerankTask, "client">>(task: T, inputs: readonly string[]): T {
  const left = [...inputs].reverse();
  const { query, documents } = task.body;
  const body = { ...task.body, query: replaced(query, left), documents: replaced(documents, left) };
  return { ...task, body, inputs };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The value with other texts, the next of which is the last of the list. */
function replaced(value: unknown, texts: string[]): unknown {
  if (typeof value === "string") return texts.pop();
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, texts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, replaced(field, texts)]));
}
