import { OpenRouterError } from "./open-router-error.js";

/** The server answered with success, but not with a chat completion: `body` holds what came, `cause` why. */
export class ResponseValidationError extends OpenRouterError {
  override get name(): string {
    return "ResponseValidationError";
  }
}
