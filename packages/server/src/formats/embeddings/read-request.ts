import { badRequest } from "../../generation/api-error.js";
import type { EmbeddingTask } from "../../generation/embedding.js";
import { excess } from "../chat-completions/schema/bounds.js";
import { accept } from "../validation/accept.js";
import { validate } from "../validation/validate.js";
import { embeddingRequestSchema, mostInputs } from "./schema/request.js";

/** What a body of `POST /embeddings` asks for. */
export interface EmbeddingCall {
  task: Omit<EmbeddingTask, "client">;
  encoding: "float" | "base64";
  /** Paths of fields that nobody here knows. */
  unknownFields: string[];
}

/** Throws a 400 `ApiError` that names the field, what is allowed and what it was. */
export function readEmbeddingRequest(body: unknown): EmbeddingCall {
  checkBounds(body);
  const { value: request, unknownFields } = accept(validate(embeddingRequestSchema, body));
  const { shape } = embeddingRequestSchema;
  return {
    task: {
      models: [...(request.model === undefined ? [] : [request.model]), ...(request.models ?? [])],
      inputs: typeof request.input === "string" ? [request.input] : request.input,
      dimensions: request.dimensions,
      truncate: request.truncate,
      routing: request.provider ?? {},
      extra: Object.fromEntries(
        Object.entries(body as object).filter(([name]) => !Object.hasOwn(shape, name)),
      ),
      user: request.user,
    },
    encoding: request.encoding_format ?? "float",
    unknownFields,
  };
}

function checkBounds(body: unknown): void {
  if (typeof body !== "object" || body === null) return;
  const { input, ...fields } = body as Record<string, unknown>;
  const found = Array.isArray(input) ? input.length : 0;
  const long = found > mostInputs ? { param: "input", most: mostInputs, found } : excess(fields);
  if (long)
    throw badRequest(`${long.param} must have at most ${long.most} entries, got ${long.found}`, long.param);
}
