import { answerHeaders, errors, resumeHeaders } from "./words.js";

const text = { type: "string" };
const id = { name: "id", in: "query", required: true, schema: text };
const from = {
  name: "from",
  in: "query",
  description: "The `id` of the last event that the client has; 0: all are wanted",
  schema: { type: "integer", minimum: 0, default: 0 },
};

const stopped = {
  type: "object",
  properties: { id: text, cancelled: { type: "boolean" } },
  required: ["id", "cancelled"],
};

/** The path of a client that comes back for its answer. */
export const resumePaths = {
  "/api/v1/generation/stream": {
    get: {
      operationId: "resumeGeneration",
      summary: "The events of an answer that can be resumed, from the one that follows a number",
      parameters: [id, from],
      responses: {
        200: {
          description: "Server-sent events as the request would have got them",
          headers: { ...answerHeaders, ...resumeHeaders },
          content: { "text/event-stream": { schema: text } },
        },
        ...errors(
          [400, "The id is missing, or there is no such number"],
          [401, "The key is missing or not valid"],
          [404, "No such answer can be resumed by this key, or those events are no longer kept"],
        ),
      },
    },
    delete: {
      operationId: "stopGeneration",
      summary: "Stop an answer that can be resumed, if it still runs, and forget its events",
      parameters: [id],
      responses: {
        200: { description: "Whether it still ran", content: { "application/json": { schema: stopped } } },
        ...errors(
          [400, "The id is missing"],
          [401, "The key is missing or not valid"],
          [404, "No such answer can be stopped by this key"],
        ),
      },
    },
  },
};
