import { type APIPromise, apiPromise } from "../core/api-promise.js";
import { perform } from "../core/call.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type {
  ConnectionError,
  InvalidRequestError,
  OpenRouterError,
  RequestAbortedError,
  RequestTimeoutError,
  SDKValidationError,
  StreamTruncatedError,
  UnexpectedClientError,
} from "../errors/index.js";
import type { ChatGenerationParams, ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import type { SendChatCompletionRequestResponse } from "../models/operations/index.js";
import { type EventStream, openChatStream } from "../stream/index.js";
import { encodeChatRequest } from "../wire/index.js";
import { readAnswer } from "./answer.js";

/** The errors that {@link chatSend} answers with; narrow with `instanceof`. */
export type ChatSendError =
  | OpenRouterError
  | ConnectionError
  | RequestAbortedError
  | RequestTimeoutError
  | InvalidRequestError
  | UnexpectedClientError
  | SDKValidationError
  | StreamTruncatedError;

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
    perform(
      client,
      options,
      "/chat/completions",
      stream ? "text/event-stream" : "application/json",
      () => encodeChatRequest(request, options.extraBody),
      stream,
      async (response, limit) => {
        // Errors come as JSON or HTML whatever was asked for.
        if (stream && response.ok && !/json|html/.test(response.headers.get("content-type") ?? "")) {
          return openChatStream(response, limit, options.onKeepAlive);
        }
        const body = await response.text();
        limit?.release();
        return readAnswer(response, body, stream);
      },
    ),
  );
}
