import type { ChatResponse } from "../models/index.js";
import { SDKError } from "./sdk-error.js";

/** The stream ended or broke with neither `[DONE]` nor a finish reason: the answer is incomplete. */
export class StreamTruncatedError extends SDKError {
  override get name(): string {
    return "StreamTruncatedError";
  }

  /** What had been received up to then. */
  declare readonly received: ChatResponse;
  /** Id of the generation, where known. */
  declare readonly generationId: string | undefined;

  constructor(received: ChatResponse, generationId?: string | undefined, options?: ErrorOptions) {
    super("The stream was cut before its end; `received` holds what had arrived", options);
    Object.assign(this, { received, generationId });
  }
}
