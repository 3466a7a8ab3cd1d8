import { HTTPClientError } from "./http-client-error.js";

/** No HTTP request could be made of the options: an invalid URL, header or key function; see `cause`. */
export class InvalidRequestError extends HTTPClientError {
  override get name(): string {
    return "InvalidRequestError";
  }
}
