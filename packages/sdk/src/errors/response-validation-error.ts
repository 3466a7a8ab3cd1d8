import { type ErrorAnswer, OpenRouterError } from "./open-router-error.js";

/** The server answered with success, but not with a chat completion: `body` holds what came, `cause` why. */
export class ResponseValidationError extends OpenRouterError {
  override get name(): string {
    return "ResponseValidationError";
  }

  readonly #rawValue: unknown;
  readonly #rawMessage: string;

  constructor(message: string, answer: ErrorAnswer & { rawValue?: unknown; rawMessage?: string }) {
    super(message, answer);
    this.#rawValue = answer.rawValue ?? answer.body;
    this.#rawMessage = answer.rawMessage ?? message;
  }

  /** What came: the JSON value, or the body where it is none. */
  get rawValue(): unknown {
    return this.#rawValue;
  }

  /** The message without what caused it. */
  get rawMessage(): string {
    return this.#rawMessage;
  }

  /** The error in words, for people. */
  pretty(): string {
    return `${this}`;
  }
}
