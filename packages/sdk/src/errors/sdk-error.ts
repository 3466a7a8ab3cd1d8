const BRAND = Symbol.for("@openrouter/sdk/error");

/** The name that a prototype gives to its class, not an inherited one. */
const nameOf = (prototype: object): unknown =>
  Object.hasOwn(prototype, "name") && (prototype as { name: unknown }).name;

/**
 * Base of every error of this SDK.
 *
 * `instanceof` works across copies of the SDK (an ES module and a CommonJS copy in one process): classes are
 * compared by the name on their prototype, not by identity.
 */
export abstract class SDKError extends Error {
  /** The class's name, the same in minified bundles. */
  override get name(): string {
    return "SDKError";
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the subclass that is asked about
    const { prototype } = this;
    const branded = (value as { [BRAND]?: true } | null | undefined)?.[BRAND];
    for (let p: unknown = branded && value; p; p = Object.getPrototypeOf(p)) {
      if (p === prototype || (nameOf(p) && nameOf(p) === nameOf(prototype))) return true;
    }
    return false;
  }
}
