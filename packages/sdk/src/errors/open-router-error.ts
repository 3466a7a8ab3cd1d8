import type { ChatErrorBody, ChatErrorDetail } from "../models/index.js";
import { describe, providerName, upstreamMessage } from "./detail.js";
import { retryAfterMs } from "./retry-after.js";
import { SDKError } from "./sdk-error.js";

/** Body of an error answer: known keys in camelCase, all others as they came. */
export type ChatErrorData = ChatErrorBody & { [key: string]: unknown };

/** The answer that an {@link OpenRouterError} is made of. */
export interface ErrorAnswer {
  response: Response;
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
}

/** Base of the errors that an HTTP answer reports. */
export class OpenRouterError extends SDKError {
  override get name(): string {
    return "OpenRouterError";
  }

  /** HTTP status; when a 200 carried an error, the status that the error's code stands for. */
  declare readonly statusCode: number;
  /** The body as text, whatever it was. */
  declare readonly body: string;
  /** The parsed body; `undefined` when it was not JSON. */
  declare readonly data$: ChatErrorData | undefined;
  /** The error that the body tells; made from the status where the body tells none. */
  declare readonly error: ChatErrorDetail;
  /** How long the server asks to wait before the next try, in milliseconds. */
  declare readonly retryAfterMs: number | undefined;
  /** The response; its body has been read, see `body`. */
  declare readonly rawResponse: Response;

  constructor(message: string, answer: ErrorAnswer) {
    const { response, body, data } = answer;
    const statusCode = answer.statusCode ?? response.status;
    const error = answer.error ?? { code: statusCode, message };
    const wait = retryAfterMs(response.headers, error);
    super(
      `HTTP ${statusCode}: ${describe(error) || message}${wait ? ` (retry in ${Math.ceil(wait / 1000)} s)` : ""}`,
      // For its `cause`.
      answer,
    );
    Object.assign(this, { statusCode, body, data$: data, error, retryAfterMs: wait });
    // Not enumerable: a logged error stays readable.
    Object.defineProperty(this, "rawResponse", { value: response });
  }

  get headers(): Headers {
    return this.rawResponse.headers;
  }

  /** The `Content-Type` header, or `""`. */
  get contentType(): string {
    return this.headers.get("content-type") ?? "";
  }

  /** What the upstream provider said, where the API passes it on: usually the useful message. */
  get upstreamMessage(): string | undefined {
    return upstreamMessage(this.error);
  }

  /** The provider that failed, where the API names it. */
  get providerName(): string | undefined {
    return providerName(this.error);
  }

  /** Id of the request (`x-request-id`, or `cf-ray` where only the gateway gave one). */
  get requestId(): string | undefined {
    return this.headers.get("x-request-id") ?? this.headers.get("cf-ray") ?? undefined;
  }

  /** Id of the generation (`x-generation-id`), where one had begun. */
  get generationId(): string | undefined {
    return this.headers.get("x-generation-id") ?? undefined;
  }
}
