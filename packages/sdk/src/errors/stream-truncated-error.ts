import type { ChatResponse } from "../models/index.js";
import { SDKError } from "./sdk-error.js";

/** The stream ended or broke with neither `[DONE]` nor a finish reason: the answer is incomplete. */
export class StreamTruncatedError extends SDKError<{
  received: ChatResponse;
  generationId: string | undefined;
}> {
  override get name(): string {
    return "StreamTruncatedError";
  }

  /** What had been received up to then. */
  declare readonly received: ChatResponse;
  /** Id of the generation, where known. */
  declare readonly generationId: string | undefined;
}
