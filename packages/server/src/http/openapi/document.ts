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
import { keyChangeSchema, newKeySchema } from "../key-body.js";
import { accountPaths } from "./account-paths.js";
import {
  activitySchema,
  createdKeySchema,
  creditsSchema,
  currentKeySchema,
  deletedKeySchema,
  embeddingModelListSchema,
  endpointListSchema,
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
} from "./responses.js";
import { responsesPaths } from "./responses-paths.js";

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
  ProviderList: providerListSchema,
  Generation: generationSchema,
  CurrentKey: currentKeySchema,
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

function componentSchemas() {
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

type SchemaName = keyof typeof named;

function ref(name: SchemaName) {
  return { $ref: `#/components/schemas/${name}` };
}

function json(name: SchemaName) {
  return { "application/json": { schema: ref(name) } };
}

function answer(description: string, name: SchemaName) {
  return { description, content: json(name) };
}

const generationHeader = {
  "X-Generation-Id": { description: "The answer's id", schema: { type: "string" } },
};
const warningsHeader = {
  "X-OpenRouter-Warnings": {
    description: "Names of the fields that were ignored",
    schema: { type: "string" },
  },
};
const text = { type: "string" };
const flag = { type: "string", enum: ["true", "false"] };
const cacheParameters = [
  {
    name: "X-OpenRouter-Cache",
    in: "header",
    description: "Whether to use the response cache",
    schema: flag,
  },
  {
    name: "X-OpenRouter-Cache-TTL",
    in: "header",
    description: "How long the answer may be given again, in seconds. Default: 300",
    schema: { type: "integer", minimum: 1, maximum: 86_400 },
  },
  { name: "X-OpenRouter-Cache-Clear", in: "header", description: "Ask anew, and keep that", schema: flag },
];
const cacheHeaders = {
  "X-OpenRouter-Cache-Status": { description: "HIT or MISS, if the cache was asked for", schema: text },
  "X-OpenRouter-Cache-TTL": { description: "Seconds for which the answer is kept", schema: text },
  "X-OpenRouter-Cache-Age": { description: "Seconds since it was kept; only with HIT", schema: text },
  "X-OpenRouter-Cache-Source-Id": { description: "Id of the answer that is given again", schema: text },
};
const retryHeader = {
  "Retry-After": { description: "Seconds", schema: { type: "integer" } },
};

function errors(...statuses: [status: number, description: string][]) {
  return Object.fromEntries(
    statuses.map(([status, description]) => [
      status,
      { ...answer(description, "Error"), ...(status === 503 && { headers: retryHeader }) },
    ]),
  );
}

function inPath(...names: string[]) {
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}

const paths = {
  "/api/v1/chat/completions": {
    post: {
      operationId: "sendChatCompletionRequest",
      summary: "Create a chat completion",
      parameters: cacheParameters,
      requestBody: { required: true, content: json("ChatGenerationParams") },
      responses: {
        200: {
          description: "The answer; with `stream` as server-sent events, ended by `data: [DONE]`",
          headers: { ...generationHeader, ...warningsHeader, ...cacheHeaders },
          content: {
            ...json("ChatResponse"),
            "text/event-stream": { schema: ref("ChatStreamingResponseChunk") },
          },
        },
        ...errors(
          [400, "The request is wrong; `param` names the field"],
          [401, "The key is missing or not valid"],
          [402, "A budget is used up"],
          [403, "The host or origin is not allowed, or the key manages keys"],
          [404, "No such model, or it can't do what `provider.require_parameters` asks"],
          [408, "The body came too slowly"],
          [413, "The body is too large"],
          [429, "A limit is reached"],
          [500, "The server failed"],
          [502, "The model failed"],
          [503, "The queue is full, or the server is shutting down"],
          [504, "The answer took too long"],
        ),
      },
    },
  },
  "/api/v1/completions": {
    post: {
      operationId: "createCompletion",
      summary: "Continue a text, or several",
      requestBody: { required: true, content: json("CompletionRequest") },
      responses: {
        200: {
          description: "The answers; with `stream` as server-sent events, ended by `data: [DONE]`",
          headers: { ...generationHeader, ...warningsHeader },
          content: { ...json("Completion"), "text/event-stream": { schema: ref("Completion") } },
        },
        default: answer("What went wrong", "Error"),
      },
    },
  },
  "/api/v1/messages": {
    post: {
      operationId: "createMessage",
      summary: "Create a message, in the words of Anthropic's API",
      parameters: cacheParameters,
      requestBody: { required: true, content: json("MessagesRequest") },
      responses: {
        200: {
          description: "The message; with `stream` as server-sent events",
          headers: { ...generationHeader, ...warningsHeader, ...cacheHeaders },
          content: { "application/json": { schema: { type: "object" } } },
        },
        default: answer("What went wrong", "MessagesError"),
      },
    },
  },
  "/api/v1/messages/count_tokens": {
    post: {
      operationId: "countMessageTokens",
      summary: "Tokens that the prompt of a message would have",
      requestBody: { required: true, content: json("CountTokensRequest") },
      responses: {
        200: {
          description: "The count",
          content: {
            "application/json": {
              schema: { type: "object", properties: { input_tokens: { type: "integer" } } },
            },
          },
        },
        default: answer("What went wrong", "MessagesError"),
      },
    },
  },
  "/api/v1/embeddings": {
    post: {
      operationId: "createEmbeddings",
      summary: "Texts as vectors",
      requestBody: { required: true, content: json("EmbeddingRequest") },
      responses: {
        200: {
          ...answer("The vectors, in the order of the texts", "Embeddings"),
          headers: { ...generationHeader, ...warningsHeader },
        },
        default: answer("What went wrong", "Error"),
      },
    },
  },
  "/api/v1/embeddings/models": {
    get: {
      operationId: "listEmbeddingModels",
      summary: "The models that do nothing but embed",
      security: [],
      responses: { 200: answer("The models", "EmbeddingModelList") },
    },
  },
  "/api/v1/rerank": {
    post: {
      operationId: "rerank",
      summary: "Documents in the order of how well they answer a query",
      requestBody: { required: true, content: json("RerankRequest") },
      responses: {
        200: {
          description: "What the provider answers",
          content: { "application/json": { schema: { type: "object" } } },
        },
        default: answer("What went wrong", "Error"),
      },
    },
  },
  ...responsesPaths,
  "/api/v1/models": {
    get: {
      operationId: "listModels",
      summary: "List the models served",
      security: [],
      responses: { 200: answer("The models", "ModelList") },
    },
  },
  "/api/v1/models/count": {
    get: {
      operationId: "countModels",
      summary: "How many models there are",
      security: [],
      responses: { 200: answer("The number", "ModelCount") },
    },
  },
  "/api/v1/models/{id}": {
    get: {
      operationId: "retrieveModel",
      summary: "One model, by its id with the slash encoded",
      security: [],
      parameters: inPath("id"),
      responses: { 200: answer("The model", "Model"), ...errors([404, "No such model"]) },
    },
  },
  "/api/v1/models/{author}/{slug}": {
    get: {
      operationId: "retrieveModelBySlug",
      summary: "One model",
      security: [],
      parameters: inPath("author", "slug"),
      responses: { 200: answer("The model", "Model"), ...errors([404, "No such model"]) },
    },
  },
  "/api/v1/model/{author}/{slug}": {
    get: {
      operationId: "getModel",
      summary: "One model, under `data`",
      security: [],
      parameters: inPath("author", "slug"),
      responses: { 200: answer("The model", "ModelResponse"), ...errors([404, "No such model"]) },
    },
  },
  "/api/v1/models/user": {
    get: {
      operationId: "listModelsUser",
      summary: "List the models that the key may use",
      responses: {
        200: answer("The models", "ModelList"),
        ...errors([401, "The key is missing or not valid"]),
      },
    },
  },
  "/api/v1/models/{author}/{slug}/endpoints": {
    get: {
      operationId: "listEndpoints",
      summary: "A model's endpoints, with what has been seen of them",
      parameters: inPath("author", "slug"),
      responses: {
        200: answer("The endpoints", "EndpointList"),
        ...errors([401, "The key is missing or not valid"], [404, "No such model"]),
      },
    },
  },
  "/api/v1/providers": {
    get: {
      operationId: "listProviders",
      summary: "The providers that answer here",
      security: [],
      responses: { 200: answer("The providers", "ProviderList") },
    },
  },
  "/api/v1/generation": {
    get: {
      operationId: "getGeneration",
      summary: "Counts and times of a generation",
      parameters: [{ name: "id", in: "query", required: true, schema: { type: "string" } }],
      responses: {
        200: answer("The generation", "Generation"),
        ...errors(
          [400, "The id is missing"],
          [401, "The key is missing or not valid"],
          [404, "No such generation"],
          [503, "The records can't be read at the moment"],
        ),
      },
    },
  },
  ...accountPaths({ json, answer, errors }),
  "/health": {
    get: {
      operationId: "getHealth",
      summary: "Whether the server answers, and its load",
      security: [],
      responses: { 200: answer("It does", "Health") },
    },
  },
  "/ready": {
    get: {
      operationId: "getReady",
      summary: "Whether a model could answer a request",
      security: [],
      responses: { 200: answer("One could", "Ready"), 503: answer("None could", "Ready") },
    },
  },
  "/metrics": {
    get: {
      operationId: "getMetrics",
      summary: "Metrics for Prometheus",
      responses: {
        200: { description: "The metrics", content: { "text/plain": { schema: { type: "string" } } } },
      },
    },
  },
  "/api/v1/openapi.json": {
    get: {
      operationId: "getOpenApi",
      summary: "This document",
      security: [],
      responses: {
        200: { description: "The document", content: { "application/json": { schema: { type: "object" } } } },
      },
    },
  },
};

function build() {
  return {
    openapi: "3.1.1",
    info: {
      title: "Chat completions with an embedded model",
      version: "1.0.0",
      description: "OpenRouter's chat completions API, answered on this machine.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, {}],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    },
  };
}

let document: ReturnType<typeof build> | undefined;

/** The OpenAPI 3.1 description of the server, made from the schemas that validate its requests. */
export function openApiDocument() {
  document ??= build();
  return document;
}
