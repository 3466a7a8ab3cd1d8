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

/** A shape from its keys: those with plain values in one string, the others with their shapes. */
export const shape = (keys: string, nested: Record<string, Nested> = {}): Shape =>
  new Map(
    [...keys.split(" "), ...Object.keys(nested)].map((key) => [
      key,
      { name: key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), nested: nested[key] },
    ]),
  );
