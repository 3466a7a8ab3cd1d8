/** The known keys of an object that need a change, here or below, by their names on the wire. All others pass. */
export type Shape = ReadonlyMap<string, Field>;

export interface Field {
  /** The key in TypeScript. */
  readonly name: string;
  /** Shape of the value, or of each item of an array. */
  readonly nested: Nested | undefined;
}

/** A shape, or for requests a choice that depends on the object that has the key. */
export type Nested = Shape | ((owner: Readonly<Record<string, unknown>>) => Shape | undefined);

/** The name on the wire of a key in TypeScript. */
export const wireName = (name: string): string => name.replace(/[A-Z]/g, "_$&").toLowerCase();

/** A shape from its keys in TypeScript: those with plain values, separated by white space, the others with their shapes. */
export const shape = (names: string, nested: Record<string, Nested> = {}): Shape =>
  new Map(
    [...names.split(/\s+/).filter(Boolean), ...Object.keys(nested)].map((name) => [
      wireName(name),
      { name, nested: nested[name] },
    ]),
  );
