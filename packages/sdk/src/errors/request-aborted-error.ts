import { HTTPClientError } from "./http-client-error.js";

/** The caller's signal ended the call; `cause` is the reason that the signal carries. */
export class RequestAbortedError extends HTTPClientError {
  override get name(): string {
    return "RequestAbortedError";
  }
}
