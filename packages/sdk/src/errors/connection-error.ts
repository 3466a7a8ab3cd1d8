import { HTTPClientError } from "./http-client-error.js";

/** The server could not be reached, or the connection broke before the answer was complete; see `cause`. */
export class ConnectionError extends HTTPClientError<{ notSent: boolean }> {
  override get name(): string {
    return "ConnectionError";
  }

  /** Whether it is certain that the request never reached the server, so that sending it again is safe. */
  declare readonly notSent: boolean;
}
