import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { type ChatParseRequest, chatParse } from "../funcs/chatParse.js";
import { chatSend } from "../funcs/chatSend.js";
import type { ChatGenerationParams, ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import type { SendChatCompletionRequestResponse } from "../models/operations/index.js";
import type { EventStream } from "../stream/index.js";
import type { ParsedChatResponse } from "../structured-output/parse.js";
import type { ParsedStream } from "../structured-output/parsed-stream.js";

/** The chat operations: `openRouter.chat`. */
export class Chat {
  readonly #client: OpenRouterCore;

  constructor(client: OpenRouterCore) {
    this.#client = client;
  }

  /**
   * Sends a chat completion request.
   *
   * Resolves to the whole answer or, with `stream: true`, to a stream that has brought its first event. Rejects
   * with the error of {@link chatSend}'s result: `ChatError` (400, 401, 429, 500), `OpenRouterDefaultError`
   * (other statuses), `ConnectionError`, `RequestTimeoutError`, `RequestAbortedError`, `InvalidRequestError`,
   * `SDKValidationError`, `ResponseValidationError`, `StreamTruncatedError` or `UnexpectedClientError`.
   */
  send(
    request: ChatGenerationParams & { stream?: false | null | undefined },
    options?: RequestOptions,
  ): Promise<ChatResponse>;
  send(
    request: ChatGenerationParams & { stream: true },
    options?: RequestOptions,
  ): Promise<EventStream<ChatStreamingResponseChunk>>;
  send(request: ChatGenerationParams, options?: RequestOptions): Promise<SendChatCompletionRequestResponse>;
  send(request: ChatGenerationParams, options?: RequestOptions): Promise<SendChatCompletionRequestResponse> {
    return unwrapAsync(chatSend(this.#client, request, options));
  }

  /**
   * As {@link send} for a `responseFormat` made by `jsonSchema`: parses and validates the answer, so that each message
   * has `parsed`. With `stream: true` resolves to a `ParsedStream`, which gives the value while it grows. Rejects
   * also with `StructuredOutputError`.
   */
  parse<Input, Output>(
    request: ChatParseRequest<Input, Output> & { stream?: false | null | undefined },
    options?: RequestOptions,
  ): Promise<ParsedChatResponse<Output>>;
  parse<Input, Output>(
    request: ChatParseRequest<Input, Output> & { stream: true },
    options?: RequestOptions,
  ): Promise<ParsedStream<Input, Output>>;
  parse<Input, Output>(
    request: ChatParseRequest<Input, Output>,
    options?: RequestOptions,
  ): Promise<ParsedChatResponse<Output> | ParsedStream<Input, Output>>;
  parse<Input, Output>(
    request: ChatParseRequest<Input, Output>,
    options?: RequestOptions,
  ): Promise<ParsedChatResponse<Output> | ParsedStream<Input, Output>> {
    return unwrapAsync(chatParse(this.#client, request, options));
  }
}
