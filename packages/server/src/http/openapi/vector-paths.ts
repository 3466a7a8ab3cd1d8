import { answer, answerHeaders, failure, json, opaque } from "./words.js";

/** The paths of embeddings and of orders by relevance. */
export const vectorPaths = {
  "/api/v1/embeddings": {
    post: {
      operationId: "createEmbeddings",
      summary: "Texts as vectors",
      requestBody: { required: true, content: json("EmbeddingRequest") },
      responses: {
        200: {
          ...answer("The vectors, in the order of the texts", "Embeddings"),
          headers: answerHeaders,
        },
        ...failure(),
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
        200: opaque("What the provider answers"),
        ...failure(),
      },
    },
  },
};
