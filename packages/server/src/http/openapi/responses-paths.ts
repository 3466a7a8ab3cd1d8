function json(schema: string) {
  return { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } };
}

function answers(description: string, schema: string) {
  return {
    200: { description, content: json(schema) },
    default: { description: "What went wrong", content: json("Error") },
  };
}

const id = { name: "id", in: "path", required: true, schema: { type: "string" } };

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
      responses: answers(made, "Response"),
    },
  },
  "/api/v1/responses/{id}": {
    get: {
      operationId: "getResponse",
      summary: "A response that was asked for with `store`",
      parameters: [id],
      responses: answers("The response", "Response"),
    },
    delete: {
      operationId: "deleteResponse",
      summary: "Forget a response",
      parameters: [id],
      responses: answers("It is forgotten", "DeletedResponse"),
    },
  },
  "/api/v1/responses/{id}/cancel": {
    post: {
      operationId: "cancelResponse",
      summary: "Refused: only responses in the background could be cancelled, and there are none",
      parameters: [id],
      responses: { default: { description: "Why", content: json("Error") } },
    },
  },
  "/api/v1/responses/{id}/input_items": {
    get: {
      operationId: "listInputItems",
      summary: "What the model was given for a response that was kept",
      parameters: [
        id,
        query("order", { enum: ["asc", "desc"], default: "desc" }),
        query("after", { type: "string" }),
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }),
      ],
      responses: answers("The items", "InputItemList"),
    },
  },
};
