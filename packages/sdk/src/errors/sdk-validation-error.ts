import { SDKError } from "./sdk-error.js";

/** The request holds something that cannot be sent. Nothing went over the wire. */
export class SDKValidationError extends SDKError {
  override get name(): string {
    return "SDKValidationError";
  }

  /** Where, for example `messages[0].content`. */
  declare readonly path: string;
  /** What it was and what is allowed. */
  declare readonly reason: string;
  readonly #rawValue: unknown;

  /** `message` is the path and `cause` the reason, which together are the error's message. */
  constructor(message: string, cause: unknown, rawValue: unknown) {
    super(`${message}: ${cause}`, cause instanceof Error ? { cause } : undefined);
    this.path = message;
    this.reason = `${cause}`;
    this.#rawValue = rawValue;
  }

  /** The value at `path`. Not in the error's JSON: it may be what JSON can't hold. */
  get rawValue(): unknown {
    return this.#rawValue;
  }

  /** The message without its reason, as the published package calls it: the path. */
  get rawMessage(): string {
    return this.path;
  }

  /** The error in words, for people. */
  pretty(): string {
    return `${this}`;
  }
}
