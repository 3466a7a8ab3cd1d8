import { answer, errors, inPath } from "./words.js";

/** The paths of models, their endpoints and providers. */
export const modelPaths = {
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
  "/api/v1/endpoints/zdr": {
    get: {
      operationId: "listEndpointsZdr",
      summary: "The endpoints that promise to keep nothing of what they are sent",
      responses: {
        200: answer("The endpoints", "ZdrEndpointList"),
        ...errors([401, "The key is missing or not valid"]),
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
};
