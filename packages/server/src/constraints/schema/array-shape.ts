import { anyDemand, both, type Demand, isAny, isNever, negations } from "./demand.js";
import { Inexpressible } from "./inexpressible.js";

export interface Contains {
  readonly demand: Demand;
  readonly min: number;
  readonly max: number;
}

export interface ArrayShape {
  /** Demands of the first items; those after them are `rest`. */
  readonly prefix: readonly Demand[];
  readonly rest: Demand;
  readonly min: number;
  readonly max: number;
  readonly unique: boolean;
  readonly contains: readonly Contains[];
  /** Where the schema is that counts for error messages. */
  readonly path: string;
}

export const anyArray: ArrayShape = {
  prefix: [],
  rest: anyDemand,
  min: 0,
  max: Number.POSITIVE_INFINITY,
  unique: false,
  contains: [],
  path: "",
};

export function itemDemand(shape: ArrayShape, index: number): Demand {
  return shape.prefix[index] ?? shape.rest;
}

/** Undefined when the lengths contradict each other. */
export function arrayShape(parts: Partial<ArrayShape>): ArrayShape | undefined {
  const shape = { ...anyArray, ...parts };
  const impossible = shape.prefix.findIndex(isNever);
  const last = impossible !== -1 ? impossible : isNever(shape.rest) ? shape.prefix.length : shape.max;
  const max = Math.min(shape.max, last);
  return shape.min > max || shape.min === Number.POSITIVE_INFINITY ? undefined : { ...shape, max };
}

export function intersectArrays(a: ArrayShape, b: ArrayShape): ArrayShape | undefined {
  const length = Math.max(a.prefix.length, b.prefix.length);
  return arrayShape({
    prefix: Array.from({ length }, (_, i) => both(itemDemand(a, i), itemDemand(b, i))),
    rest: both(a.rest, b.rest),
    min: Math.max(a.min, b.min),
    max: Math.min(a.max, b.max),
    unique: a.unique || b.unique,
    contains: [...a.contains, ...b.contains],
    path: (b.unique && !a.unique) || b.min > a.min ? b.path : a.path || b.path,
  });
}

/** All arrays that are not of the shape. */
export function complementArray(shape: ArrayShape): ArrayShape[] {
  if (shape.unique) throw new Inexpressible("arrays whose items are not unique");
  if (shape.contains.length > 0) throw new Inexpressible("arrays that do not contain something");
  const result = [arrayShape({ max: shape.min - 1 }), arrayShape({ min: shape.max + 1 })];
  shape.prefix.forEach((demand, i) => {
    const before = Array.from({ length: i }, () => anyDemand);
    for (const other of negations(demand))
      result.push(arrayShape({ prefix: [...before, other], min: i + 1 }));
  });
  if (!isAny(shape.rest) && shape.max > shape.prefix.length) {
    if (shape.prefix.length > 0)
      throw new Inexpressible("arrays in which an item after the first ones is wrong");
    for (const demand of negations(shape.rest)) {
      result.push(arrayShape({ contains: [{ demand, min: 1, max: Number.POSITIVE_INFINITY }] }));
    }
  }
  return result.filter((other) => other !== undefined);
}
