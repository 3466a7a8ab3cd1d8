import { readChatRequest } from "../../formats/chat-completions/index.js";
import { readCompletionRequest } from "../../formats/completions/index.js";
import { readEmbeddingRequest } from "../../formats/embeddings/index.js";
import { readCountTokensRequest, readMessagesRequest } from "../../formats/messages/index.js";
import { readRerankRequest } from "../../formats/rerank/read-request.js";
import { checkResponsesRequest } from "../../formats/responses/index.js";
import { assignmentSchema, guardrailChangeSchema, newGuardrailSchema } from "../guardrail-body.js";
import { keyChangeSchema, newKeySchema } from "../key-body.js";
import { readValid } from "../valid-body.js";
import { type JsonLimits, parseJson } from "./json-text.js";

/** What reads the bodies of each kind: a thread can be told a name, but no function. What they give is plain JSON. */
const readers = {
  newKey: (value: unknown) => readValid(newKeySchema, value),
  keyChange: (value: unknown) => readValid(keyChangeSchema, value),
  newGuardrail: (value: unknown) => readValid(newGuardrailSchema, value),
  guardrailChange: (value: unknown) => readValid(guardrailChangeSchema, value),
  guardrailAssignment: (value: unknown) => readValid(assignmentSchema, value),
  chatCompletions: readChatRequest,
  completions: readCompletionRequest,
  embeddings: readEmbeddingRequest,
  rerank: readRerankRequest,
  messages: readMessagesRequest,
  countTokens: readCountTokensRequest,
  responses: checkResponsesRequest,
};

export type BodyKind = keyof typeof readers;

/** What a body of this kind asks for. */
export type RequestOf<K extends BodyKind> = ReturnType<(typeof readers)[K]>;

/** Throws an `ApiError` with what is wrong with the body. */
export function readBody<K extends BodyKind>(kind: K, bytes: Uint8Array, limits: JsonLimits): RequestOf<K> {
  return readers[kind](parseJson(bytes, limits)) as RequestOf<K>;
}
