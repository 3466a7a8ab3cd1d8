import type { ChatResponse } from "../models/index.js";
import { OpenRouterError } from "./open-router-error.js";

/** The server answered with success, but not with a chat completion: `body` holds what came, `cause` why. */
export class ResponseValidationError extends OpenRouterError {
  override get name(): string {
    return "ResponseValidationError";
  }

  /** What had been received, when a stream had already begun. */
  declare readonly received?: ChatResponse | undefined;
}
