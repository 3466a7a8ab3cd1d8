import { answer, failure, inPath, json } from "./words.js";

const parameters = inPath("id");

function query(name: string, schema: object) {
  return { name, in: "query", schema };
}

const made = "The response; with `stream` as server-sent events";

/** The paths of the Responses API. */
export const responsesPaths = {
  "/api/v1/responses": {
    post: {
      operationId: "createResponse",
      summary: "Create a response, in the words of OpenAI's Responses API",
      requestBody: { required: true, content: json("ResponsesRequest") },
      responses: { 200: answer(made, "Response"), ...failure() },
    },
  },
  "/api/v1/responses/{id}": {
    get: {
      operationId: "getResponse",
      summary: "A response that was asked for with `store`",
      parameters,
      responses: { 200: answer("The response", "Response"), ...failure() },
    },
    delete: {
      operationId: "deleteResponse",
      summary: "Forget a response",
      parameters,
      responses: { 200: answer("It is forgotten", "DeletedResponse"), ...failure() },
    },
  },
  "/api/v1/responses/{id}/cancel": {
    post: {
      operationId: "cancelResponse",
      summary: "Refused: only responses in the background could be cancelled, and there are none",
      parameters,
      responses: failure(),
    },
  },
  "/api/v1/responses/{id}/input_items": {
    get: {
      operationId: "listInputItems",
      summary: "What the model was given for a response that was kept",
      parameters: [
        ...parameters,
        query("order", { enum: ["asc", "desc"], default: "desc" }),
        query("after", { type: "string" }),
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }),
      ],
      responses: { 200: answer("The items", "InputItemList"), ...failure() },
    },
  },
};
