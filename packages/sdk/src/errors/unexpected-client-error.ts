import { HTTPClientError } from "./http-client-error.js";

/** Something else was thrown while the call was made, for example by a hook; see `cause`. */
export class UnexpectedClientError extends HTTPClientError {
  override get name(): string {
    return "UnexpectedClientError";
  }
}
