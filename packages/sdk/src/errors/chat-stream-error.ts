import type { ChatErrorDetail, ChatResponse } from "../models/index.js";
import { errorType } from "./detail.js";
import { SDKError } from "./sdk-error.js";

/** The server reported an error after the stream had begun. A chunk that reported it was delivered before. */
export class ChatStreamError extends SDKError {
  override get name(): string {
    return "ChatStreamError";
  }

  /** The error as the server sent it. */
  declare readonly error: ChatErrorDetail;
  /** `error.code`: a number (usually an HTTP status) or a string. */
  declare readonly code: ChatErrorDetail["code"];
  /** The kind of error, for example `provider_overloaded`; `undefined` when the server did not say. */
  declare readonly errorType: string | undefined;
  /** `error.metadata`. */
  declare readonly metadata: ChatErrorDetail["metadata"];
  /** What had been received up to then. */
  declare readonly received: ChatResponse;
  /** Id of the generation, where known. */
  declare readonly generationId: string | undefined;

  /** @internal */
  constructor(error: ChatErrorDetail, received: ChatResponse, generationId: string | undefined) {
    super(error.message);
    this.error = error;
    this.code = error.code;
    this.errorType = errorType(error);
    this.metadata = error.metadata;
    this.received = received;
    this.generationId = generationId;
  }
}
