import { HTTPClientError } from "./http-client-error.js";

/** The server could not be reached, or the connection broke before the answer was complete; see `cause`. */
export class ConnectionError extends HTTPClientError {
  override get name(): string {
    return "ConnectionError";
  }
}
