import type { ChatResponse } from "../models/index.js";
import { SDKError } from "./sdk-error.js";

export interface HTTPClientErrorOptions {
  /** What was thrown underneath. */
  cause?: unknown;
  /** What had been received, when a stream had already begun. */
  received?: ChatResponse | undefined;
}

/** Base of the errors of a call that got no complete answer from the server. */
export class HTTPClientError extends SDKError {
  override get name(): string {
    return "HTTPClientError";
  }

  /** What had been received, when a stream had already begun. */
  declare readonly received?: ChatResponse | undefined;

  constructor(message: string, options?: HTTPClientErrorOptions) {
    super(message, options);
    if (options?.received) this.received = options.received;
  }
}
