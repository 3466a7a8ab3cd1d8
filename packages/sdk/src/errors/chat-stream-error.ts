import type { ChatErrorDetail, ChatResponse } from "../models/index.js";
import { describe, errorType } from "./detail.js";
import { SDKError } from "./sdk-error.js";

/** The server reported an error after the stream had begun. The chunk that reported it was delivered before. */
export class ChatStreamError extends SDKError {
  override get name(): string {
    return "ChatStreamError";
  }

  /** `error.code`: a number (usually an HTTP status) or a string. */
  readonly code: ChatErrorDetail["code"];
  /** The kind of error, for example `provider_overloaded`; `undefined` when the server did not say. */
  readonly errorType: string | undefined;
  /** `error.metadata`. */
  readonly metadata: ChatErrorDetail["metadata"];

  constructor(
    /** The error as the server sent it. */
    readonly error: ChatErrorDetail,
    /** What had been received up to then. */
    readonly received: ChatResponse,
    /** Id of the generation, where known. */
    readonly generationId?: string | undefined,
  ) {
    super(describe(error));
    this.code = error.code;
    this.errorType = errorType(error);
    this.metadata = error.metadata;
  }
}
