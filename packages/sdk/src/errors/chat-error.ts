import { OpenRouterError } from "./open-router-error.js";

/** The API refused or failed: 400, 401, 429 or 500. */
export class ChatError extends OpenRouterError {
  override get name(): string {
    return "ChatError";
  }
}
