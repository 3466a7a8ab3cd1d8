/** A failure that its reader can mend. `remedy` says how. */
export class UserError extends Error {
  override readonly name = "UserError";
  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
