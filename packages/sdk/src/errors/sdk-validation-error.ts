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
  /** The value at `path`. Not in the error's JSON: it may be what JSON can't hold. */
  declare readonly rawValue: unknown;

  /** @internal */
  constructor(message: string, told: { path: string; reason: string; rawValue: unknown }) {
    super(message);
    this.path = told.path;
    this.reason = told.reason;
    this.rawValue = told.rawValue;
  }

  override toJSON(): Record<string, unknown> {
    const { rawValue: _, ...json } = super.toJSON();
    return json;
  }
}
