/** A failure that its reader can mend. `remedy` says how. */
export class UserError extends Error {
  readonly remedy: string;
  override readonly name = "UserError";

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
