import { z } from "zod";
import {
  assistantMessageSchema,
  messageSchema,
  toolCallSchema,
} from "../../formats/chat-completions/schema/messages.js";
import { chatRequestSchema } from "../../formats/chat-completions/schema/request.js";
import {
  chatChunkSchema,
  chatResponseSchema,
  errorResponseSchema,
} from "../../formats/chat-completions/schema/response.js";
import { responseFormatSchema } from "../../formats/chat-completions/schema/response-format.js";
import { toolChoiceSchema, toolSchema } from "../../formats/chat-completions/schema/tools.js";
import { completionRequestSchema } from "../../formats/completions/schema/request.js";
import { completionSchema } from "../../formats/completions/schema/response.js";
import { embeddingRequestSchema } from "../../formats/embeddings/schema/request.js";
import { embeddingsSchema } from "../../formats/embeddings/schema/response.js";
import { countTokensRequestSchema, messagesRequestSchema } from "../../formats/messages/schema/request.js";
import { messagesErrorSchema } from "../../formats/messages/schema/response.js";
import { rerankRequestSchema } from "../../formats/rerank/read-request.js";
import { responsesRequestSchema } from "../../formats/responses/schema/request.js";
import {
  deletedResponseSchema,
  inputItemListSchema,
  responseSchema,
} from "../../formats/responses/schema/response.js";
import { assignmentSchema, guardrailChangeSchema, newGuardrailSchema } from "../guardrail-body.js";
import { keyChangeSchema, newKeySchema } from "../key-body.js";
import {
  assignedKeysSchema,
  guardrailKeysSchema,
  guardrailListSchema,
  guardrailSchema,
  unassignedKeysSchema,
} from "./guardrail-responses.js";
import {
  activitySchema,
  createdKeySchema,
  creditsSchema,
  currentKeySchema,
  deletedKeySchema,
  embeddingModelListSchema,
  endpointListSchema,
  generationListSchema,
  generationSchema,
  healthSchema,
  keyListSchema,
  keyResponseSchema,
  modelCountSchema,
  modelListSchema,
  modelResponseSchema,
  modelSchema,
  providerListSchema,
  readySchema,
  zdrEndpointListSchema,
} from "./responses.js";

const named = {
  ChatGenerationParams: chatRequestSchema,
  Message: messageSchema,
  AssistantMessage: assistantMessageSchema,
  ToolCall: toolCallSchema,
  Tool: toolSchema,
  ToolChoice: toolChoiceSchema,
  ResponseFormat: responseFormatSchema,
  CompletionRequest: completionRequestSchema,
  Completion: completionSchema,
  MessagesRequest: messagesRequestSchema,
  CountTokensRequest: countTokensRequestSchema,
  MessagesError: messagesErrorSchema,
  ResponsesRequest: responsesRequestSchema,
  Response: responseSchema,
  DeletedResponse: deletedResponseSchema,
  InputItemList: inputItemListSchema,
  ChatResponse: chatResponseSchema,
  ChatStreamingResponseChunk: chatChunkSchema,
  EmbeddingRequest: embeddingRequestSchema,
  Embeddings: embeddingsSchema,
  EmbeddingModelList: embeddingModelListSchema,
  RerankRequest: rerankRequestSchema,
  ModelList: modelListSchema,
  Model: modelSchema,
  ModelResponse: modelResponseSchema,
  ModelCount: modelCountSchema,
  EndpointList: endpointListSchema,
  ZdrEndpointList: zdrEndpointListSchema,
  ProviderList: providerListSchema,
  Generation: generationSchema,
  GenerationList: generationListSchema,
  CurrentKey: currentKeySchema,
  NewGuardrail: newGuardrailSchema,
  GuardrailChange: guardrailChangeSchema,
  Guardrail: guardrailSchema,
  GuardrailList: guardrailListSchema,
  GuardrailAssignment: assignmentSchema,
  GuardrailKeys: guardrailKeysSchema,
  AssignedKeys: assignedKeysSchema,
  UnassignedKeys: unassignedKeysSchema,
  NewKey: newKeySchema,
  KeyChange: keyChangeSchema,
  Key: keyResponseSchema,
  KeyList: keyListSchema,
  CreatedKey: createdKeySchema,
  DeletedKey: deletedKeySchema,
  Credits: creditsSchema,
  Activity: activitySchema,
  Health: healthSchema,
  Ready: readySchema,
  Error: errorResponseSchema,
};

/** The schemas by the names that the document gives them. */
export function componentSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: "input",
    uri: (id) => `#/components/schemas/${id}`,
  });
  for (const schema of Object.values(schemas)) {
    delete schema.$schema;
    delete schema.$id;
  }
  return schemas;
}

/** The name of one of them. */
export type SchemaName = keyof typeof named;
