import { HTTPClientError } from "./http-client-error.js";

/** The server could not be reached, or the connection broke before the answer was complete; see `cause`. */
export class ConnectionError extends HTTPClientError {
  override get name(): string {
    return "ConnectionError";
  }

  /** Whether it is certain that the request never reached the server, so that sending it again is safe. */
  declare readonly notSent: boolean;
  /** Whether it looks like a kept connection that the server had closed as the request went out: nothing was handled. */
  declare readonly stale: boolean;

  constructor(message: string, options: ErrorOptions & { notSent?: boolean; stale?: boolean } = {}) {
    super(message, options);
    this.notSent = options.notSent ?? false;
    this.stale = options.stale ?? false;
  }
}
