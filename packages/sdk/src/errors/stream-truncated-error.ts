import type { ChatResponse } from "../models/index.js";
import { SDKError } from "./sdk-error.js";

/** The stream ended or broke with neither `[DONE]` nor a finish reason: the answer is incomplete. */
export class StreamTruncatedError extends SDKError {
  override get name(): string {
    return "StreamTruncatedError";
  }

  constructor(
    /** What had been received up to then. */
    readonly received: ChatResponse,
    /** Id of the generation, where known. */
    readonly generationId?: string | undefined,
    options?: ErrorOptions,
  ) {
    super("The stream was cut before its end; `received` holds what had arrived", options);
  }
}
