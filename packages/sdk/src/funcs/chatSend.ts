import { type APIPromise, apiPromise } from "../core/api-promise.js";
import { perform } from "../core/call.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type {
  ConnectionError,
  EventTooLargeError,
  InvalidRequestError,
  OpenRouterError,
  RequestAbortedError,
  RequestTimeoutError,
  SDKValidationError,
  StreamTruncatedError,
  UnexpectedClientError,
} from "../errors/index.js";
import { readText } from "../http/failure.js";
import type { ChatGenerationParams, ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import type { SendChatCompletionRequestResponse } from "../models/operations/index.js";
import { type EventStream, openChatStream } from "../stream/index.js";
import { encodeChatRequest, readAnswer } from "../wire/index.js";

/** The errors that {@link chatSend} answers with; narrow with `instanceof`. */
export type ChatSendError =
  | OpenRouterError
  | ConnectionError
  | RequestAbortedError
  | RequestTimeoutError
  | InvalidRequestError
  | UnexpectedClientError
  | SDKValidationError
  | StreamTruncatedError
  | EventTooLargeError;

/**
 * Sends a chat completion request: `openRouter.chat.send` as a standalone function, for the smallest bundle.
 *
 * Never throws and never rejects: answers `{ ok: true, value }` or `{ ok: false, error }`. The value is the
 * whole answer or, with `stream: true`, a stream that has brought its first event. `$inspect()` also gives the
 * HTTP request and response.
 */
export function chatSend(
  client: OpenRouterCore,
  request: ChatGenerationParams & { stream?: false | null | undefined },
  options?: RequestOptions,
): APIPromise<Result<ChatResponse, ChatSendError>>;
export function chatSend(
  client: OpenRouterCore,
  request: ChatGenerationParams & { stream: true },
  options?: RequestOptions,
): APIPromise<Result<EventStream<ChatStreamingResponseChunk>, ChatSendError>>;
export function chatSend(
  client: OpenRouterCore,
  request: ChatGenerationParams,
  options?: RequestOptions,
): APIPromise<Result<SendChatCompletionRequestResponse, ChatSendError>>;
export function chatSend(
  client: OpenRouterCore,
  request: ChatGenerationParams,
  options: RequestOptions = {},
): APIPromise<Result<SendChatCompletionRequestResponse, ChatSendError>> {
  const stream = request?.stream === true;
  return apiPromise(
    perform<SendChatCompletionRequestResponse, ChatSendError>(
      client,
      {
        method: "POST",
        path: "/chat/completions",
        accept: stream ? "text/event-stream" : "application/json",
        body: () => encodeChatRequest(request, options.extraBody),
        retryBroken: stream,
        async read(response, limit) {
          // Errors come as JSON or HTML whatever was asked for.
          if (stream && response.ok) return openChatStream(response, { ...options, limit });
          return readAnswer(response, await readText(response, limit), "a chat completion");
        },
      },
      options,
    ),
  );
}
