/**
 * Base of every error of this SDK.
 *
 * @typeParam Fields what an error tells besides its message
 */
export abstract class SDKError<Fields extends object = object> extends Error {
  /** The class's name, the same in minified bundles. */
  override get name(): string {
    return "SDKError";
  }

  /** @internal */
  constructor(message: string, fields?: Fields & ErrorOptions) {
    super(message, fields);
    Object.assign(this, fields);
  }
}
