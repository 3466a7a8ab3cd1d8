import { errorDetail } from "./detail.js";
import { type ChatErrorData, type ErrorAnswer, OpenRouterError } from "./open-router-error.js";

/** The API refused or failed: 400, 401, 429 or 500. */
export class ChatError extends OpenRouterError {
  override get name(): string {
    return "ChatError";
  }

  /** @param told the body that tells the error, or its message */
  constructor(told: ChatErrorData | string, answer: ErrorAnswer) {
    if (typeof told === "string") super(told, answer);
    else {
      const error = errorDetail(told.error, `API error occurred: ${JSON.stringify(told)}`);
      super(error.message, { data: told, error, ...answer });
    }
  }
}
