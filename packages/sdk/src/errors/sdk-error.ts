/** Base of every error of this SDK. */
export abstract class SDKError extends Error {
  /** The class's name, the same in minified bundles. */
  override get name(): string {
    return "SDKError";
  }

  /** For `JSON.stringify`: the name, the message and all that the error tells; of the cause its words. */
  toJSON(): Record<string, unknown> {
    const { name, message, cause } = this;
    const told: Record<string, unknown> = { name, message };
    if (cause instanceof Error) told.cause = `${cause}`;
    return Object.assign(told, this);
  }
}
