import type { Dfa } from "../automata/automaton.js";
import { intersect, isEmpty, noTexts, subtract, union } from "../automata/dfa.js";
import { type ArrayShape, anyArray, complementArray, intersectArrays } from "./array-shape.js";
import { Inexpressible } from "./inexpressible.js";
import { anyObject, complementObject, intersectObjects, type ObjectShape } from "./object-shape.js";
import {
  allStrings,
  complementStrings,
  hasNoStrings,
  intersectStrings,
  noStrings,
  type StringSet,
  unionStrings,
} from "./string-set.js";

export type Kind = "null" | "boolean" | "number" | "string" | "array" | "object";
export const kinds: readonly Kind[] = ["object", "array", "string", "number", "boolean", "null"];

/** A set of JSON values, each kind apart. Arrays and objects are unions of shapes. */
export interface ValueSet {
  readonly null: boolean;
  readonly booleans: readonly boolean[];
  readonly numbers: Dfa;
  readonly strings: StringSet;
  readonly arrays: readonly ArrayShape[];
  readonly objects: readonly ObjectShape[];
  /**
   * The kinds that the schema speaks of. `{"properties": …}` without a type allows every string too, but
   * nobody who writes it wants one: the grammar keeps to the wanted kinds when there are any.
   */
  readonly wanted: ReadonlySet<Kind>;
}

const maxShapes = 200;

export const noValues: ValueSet = {
  null: false,
  booleans: [],
  numbers: noTexts,
  strings: noStrings,
  arrays: [],
  objects: [],
  wanted: new Set(),
};

/** Every value; numbers are those of the given universe. */
export function allValues(universe: Dfa): ValueSet {
  return {
    null: true,
    booleans: [false, true],
    numbers: universe,
    strings: allStrings,
    arrays: [anyArray],
    objects: [anyObject],
    wanted: new Set(),
  };
}

export function intersectValues(a: ValueSet, b: ValueSet): ValueSet {
  return {
    null: a.null && b.null,
    booleans: a.booleans.filter((value) => b.booleans.includes(value)),
    numbers: intersect(a.numbers, b.numbers),
    strings: intersectStrings(a.strings, b.strings),
    arrays: pairs(a.arrays, b.arrays, intersectArrays),
    objects: pairs(a.objects, b.objects, intersectObjects),
    wanted: new Set([...a.wanted, ...b.wanted]),
  };
}

export function unionValues(a: ValueSet, b: ValueSet): ValueSet {
  return {
    null: a.null || b.null,
    booleans: [false, true].filter((value) => a.booleans.includes(value) || b.booleans.includes(value)),
    numbers: union(a.numbers, b.numbers),
    strings: unionStrings(a.strings, b.strings),
    arrays: distinct([...a.arrays, ...b.arrays]),
    objects: distinct([...a.objects, ...b.objects]),
    wanted: new Set([...a.wanted, ...b.wanted]),
  };
}

/**
 * The values of the given kinds that are not in the set; of other kinds none. Throws {@link Inexpressible} for what
 * no union of shapes describes.
 */
export function complementValues(whole: ValueSet, universe: Dfa, of: readonly Kind[] = kinds): ValueSet {
  const wanted = new Set(of);
  const a = restrictKinds(whole, wanted);
  if (wanted.has("string") && !a.strings.exact) throw new Inexpressible("strings that are not of a format");
  const all = allValues(universe);
  return restrictKinds(complementAll(a, all, universe), wanted);
}

function complementAll(a: ValueSet, all: ValueSet, universe: Dfa): ValueSet {
  return {
    null: !a.null,
    booleans: all.booleans.filter((value) => !a.booleans.includes(value)),
    numbers: subtract(universe, a.numbers),
    strings: complementStrings(a.strings),
    arrays: a.arrays.map(complementArray).reduce((x, y) => pairs(x, y, intersectArrays), [anyArray]),
    objects: a.objects.map(complementObject).reduce((x, y) => pairs(x, y, intersectObjects), [anyObject]),
    wanted: new Set(),
  };
}

/** The kinds of which the set holds values, as far as can be seen without looking into items and properties. */
export function kindsOf(set: ValueSet): Kind[] {
  const has: Record<Kind, boolean> = {
    null: set.null,
    boolean: set.booleans.length > 0,
    number: !isEmpty(set.numbers),
    string: !hasNoStrings(set.strings),
    array: set.arrays.length > 0,
    object: set.objects.length > 0,
  };
  return kinds.filter((kind) => has[kind]);
}

/** Keeps only the given kinds. */
export function restrictKinds(set: ValueSet, kinds: ReadonlySet<Kind>): ValueSet {
  return {
    null: set.null && kinds.has("null"),
    booleans: kinds.has("boolean") ? set.booleans : [],
    numbers: kinds.has("number") ? set.numbers : noTexts,
    strings: kinds.has("string") ? set.strings : noStrings,
    arrays: kinds.has("array") ? set.arrays : [],
    objects: kinds.has("object") ? set.objects : [],
    wanted: set.wanted,
  };
}

function pairs<T>(a: readonly T[], b: readonly T[], intersect: (x: T, y: T) => T | undefined): T[] {
  const shapes = a.flatMap((x) => b.map((y) => intersect(x, y)).filter((shape) => shape !== undefined));
  return distinct(shapes);
}

function distinct<T>(shapes: T[]): T[] {
  const byKey = new Map(shapes.map((shape) => [shapeKey(shape), shape]));
  if (byKey.size > maxShapes) throw new Inexpressible(`so many combinations (more than ${maxShapes})`);
  return [...byKey.values()];
}

/** Equal for equal shapes, wherever in the schema they come from. */
export function shapeKey(shape: unknown): string {
  return JSON.stringify(shape, (key, value: unknown) => {
    if (value instanceof Map) return [...value];
    if (key === "path") return undefined;
    if (key === "keys") return (value as Dfa).key;
    return value === Number.POSITIVE_INFINITY ? "unbounded" : value;
  });
}
