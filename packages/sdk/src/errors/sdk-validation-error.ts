import { SDKError } from "./sdk-error.js";

/** The request holds something that cannot be sent. Nothing went over the wire. */
export class SDKValidationError extends SDKError<{ path: string; reason: string; rawValue: unknown }> {
  override get name(): string {
    return "SDKValidationError";
  }

  /** Where, for example `messages[0].content`. */
  declare readonly path: string;
  /** What it was and what is allowed. */
  declare readonly reason: string;
  /** The value at `path`. */
  declare readonly rawValue: unknown;
}
