import { HTTPClientError } from "./http-client-error.js";

/** The call took longer than `timeoutMs`, or the caller's signal was one that times out. */
export class RequestTimeoutError extends HTTPClientError {
  override get name(): string {
    return "RequestTimeoutError";
  }
}
