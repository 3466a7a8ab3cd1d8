import type { ChatErrorBody, ChatErrorDetail, ChatResponse } from "../models/index.js";
import { errorDetail, providerName, upstreamMessage } from "./detail.js";
import { retryAfterMs } from "./retry-after.js";
import { SDKError } from "./sdk-error.js";

/** Body of an error answer: known keys in camelCase, all others as they came. */
export type ChatErrorData = ChatErrorBody & { [key: string]: unknown };

/** The answer that an {@link OpenRouterError} is made of. */
export interface ErrorAnswer {
  response: Response;
  /** The request, for those who make errors as the published package does; it is not kept. */
  request?: Request | undefined;
  /** The body's text. */
  body: string;
  /** The body's parsed value, where it is JSON. */
  data?: ChatErrorData | undefined;
  /** The error that the body tells. */
  error?: ChatErrorDetail | undefined;
  /** The status to report, when it is not that of `response` (a 200 that carries an error). */
  statusCode?: number | undefined;
  /** What was thrown underneath. */
  cause?: unknown;
  /** What had been received, when a stream had already begun. */
  received?: ChatResponse | undefined;
}

/** Base of the errors that an HTTP answer reports. `message` is the API's own. */
export class OpenRouterError extends SDKError {
  override get name(): string {
    return "OpenRouterError";
  }

  /** HTTP status; when a 200 carried an error, the status that the error's code stands for. */
  declare readonly statusCode: number;
  /** `error.code`: a number (usually an HTTP status) or a string. */
  declare readonly code: ChatErrorDetail["code"];
  /** The body as text, whatever it was. */
  declare readonly body: string;
  /** The parsed body; `undefined` when it was not JSON. */
  declare readonly data$: ChatErrorData | undefined;
  /** The error that the body tells; made from the status where the body tells none. */
  declare readonly error: ChatErrorDetail;
  /** The `Content-Type` header, or `""`. */
  declare readonly contentType: string;
  /** How long the server asks to wait before the next try, in milliseconds. */
  declare readonly retryAfterMs: number | undefined;
  /** What the upstream provider said, where the API passes it on: usually the useful message. */
  declare readonly upstreamMessage: string | undefined;
  /** The provider that failed, where the API names it. */
  declare readonly providerName: string | undefined;
  /** Id of the request (`x-request-id`, or `cf-ray` where only the gateway gave one). */
  declare readonly requestId: string | undefined;
  /** Id of the generation (`x-generation-id`), where one had begun. */
  declare readonly generationId: string | undefined;
  /** The part of an answer that came with the error, or before it. */
  declare readonly received?: ChatResponse | undefined;
  /** The response; its body has been read, see `body`. */
  declare readonly rawResponse: Response;

  /** @param message what the API said: with `answer.error` that error's message is taken */
  constructor(message: string, answer: ErrorAnswer) {
    const { response, body, data, statusCode = response.status, received } = answer;
    const { headers } = response;
    const error = answer.error ?? errorDetail({ code: statusCode }, message);
    super(error.message, answer);
    this.statusCode = statusCode;
    this.code = error.code;
    this.body = body;
    this.data$ = data;
    this.error = error;
    this.contentType = headers.get("content-type") ?? "";
    this.retryAfterMs = retryAfterMs(headers, error);
    this.upstreamMessage = upstreamMessage(error);
    this.providerName = providerName(error);
    this.requestId = headers.get("x-request-id") ?? headers.get("cf-ray") ?? undefined;
    this.generationId = headers.get("x-generation-id") ?? undefined;
    if (received) this.received = received;
    // Not enumerable: a logged error stays readable.
    Object.defineProperty(this, "rawResponse", { value: response });
  }

  get headers(): Headers {
    return this.rawResponse.headers;
  }
}
