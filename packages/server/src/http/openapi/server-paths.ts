import { answer, errors, opaque } from "./words.js";

/** The paths of records, and of the server itself. */
export const serverPaths = {
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
        200: opaque("The document"),
      },
    },
  },
};
