import { HTTPClientError, type HTTPClientErrorOptions } from "./http-client-error.js";

/** The server could not be reached, or the connection broke before the answer was complete; see `cause`. */
export class ConnectionError extends HTTPClientError {
  override get name(): string {
    return "ConnectionError";
  }

  constructor(
    message: string,
    options?: HTTPClientErrorOptions,
    /** Whether it is certain that the request never reached the server, so that sending it again is safe. */
    readonly notSent = false,
  ) {
    super(message, options);
  }
}
