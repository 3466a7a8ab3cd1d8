import { SDKError } from "./sdk-error.js";

/** The request holds something that cannot be sent. Nothing went over the wire. */
export class SDKValidationError extends SDKError {
  override get name(): string {
    return "SDKValidationError";
  }

  constructor(
    /** Where, for example `messages[0].content`. */
    readonly path: string,
    /** What it was and what is allowed. */
    readonly reason: string,
    /** The value at `path`. */
    readonly rawValue?: unknown,
  ) {
    super(`${path}: ${reason}`);
  }
}
