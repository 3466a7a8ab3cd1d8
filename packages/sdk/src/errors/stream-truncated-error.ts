import type { ChatResponse } from "../models/index.js";
import { SDKError } from "./sdk-error.js";

/** What an error of a stream tells. */
export interface StreamProgress {
  received: ChatResponse;
  generationId: string | undefined;
}

/** The stream ended or broke with neither `[DONE]` nor a finish reason: the answer is incomplete. */
export class StreamTruncatedError extends SDKError {
  override get name(): string {
    return "StreamTruncatedError";
  }

  /** What had been received up to then. */
  declare readonly received: ChatResponse;
  /** Id of the generation, where known. */
  declare readonly generationId: string | undefined;

  /** @internal */
  constructor(message: string, { received, generationId, ...options }: StreamProgress & ErrorOptions) {
    super(message, options);
    this.received = received;
    this.generationId = generationId;
  }
}
