import {
  answerHeaders,
  cacheHeaders,
  cacheParameters,
  errors,
  failure,
  json,
  opaque,
  ref,
  resumeHeaders,
  resumeParameters,
} from "./words.js";

/** The paths that are asked for answers: chats, continued texts, messages. */
export const answerPaths = {
  "/api/v1/chat/completions": {
    post: {
      operationId: "sendChatCompletionRequest",
      summary: "Create a chat completion",
      parameters: [...cacheParameters, ...resumeParameters],
      requestBody: { required: true, content: json("ChatGenerationParams") },
      responses: {
        200: {
          description: "The answer; with `stream` as server-sent events, ended by `data: [DONE]`",
          headers: { ...answerHeaders, ...cacheHeaders, ...resumeHeaders },
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
          headers: answerHeaders,
          content: { ...json("Completion"), "text/event-stream": { schema: ref("Completion") } },
        },
        ...failure(),
      },
    },
  },
  "/api/v1/messages": {
    post: {
      operationId: "createMessage",
      summary: "Create a message, in the words of Anthropic's API",
      parameters: [...cacheParameters, ...resumeParameters],
      requestBody: { required: true, content: json("MessagesRequest") },
      responses: {
        200: {
          ...opaque("The message; with `stream` as server-sent events"),
          headers: { ...answerHeaders, ...cacheHeaders, ...resumeHeaders },
        },
        ...failure("MessagesError"),
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
        ...failure("MessagesError"),
      },
    },
  },
};
