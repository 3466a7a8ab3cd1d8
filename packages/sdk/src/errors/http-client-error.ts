import type { ChatResponse } from "../models/index.js";
import { SDKError } from "./sdk-error.js";

/** Base of the errors of a call that got no complete answer from the server. */
export class HTTPClientError extends SDKError {
  override get name(): string {
    return "HTTPClientError";
  }

  /** What had been received, when a stream had already begun. */
  declare readonly received?: ChatResponse | undefined;
}
