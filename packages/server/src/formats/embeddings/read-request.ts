import type { EmbeddingTask } from "../../generation/embedding.js";
import { addressing } from "../chat-completions/addressing.js";
import { excess } from "../chat-completions/schema/bounds.js";
import { accept, refuseLong, unknownIn } from "../validation/accept.js";
import { longerThan } from "../validation/long-lists.js";
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
  return {
    task: {
      ...addressing(request, unknownIn(body as object, embeddingRequestSchema.shape)),
      inputs: typeof request.input === "string" ? [request.input] : request.input,
      dimensions: request.dimensions,
      truncate: request.truncate,
    },
    encoding: request.encoding_format ?? "float",
    unknownFields,
  };
}

function checkBounds(body: unknown): void {
  if (typeof body !== "object" || body === null) return;
  const { input, ...fields } = body as Record<string, unknown>;
  refuseLong(longerThan("input", Array.isArray(input) ? input : [], mostInputs) ?? excess(fields));
}
