import type { Dfa } from "../automata/automaton.js";
import { accepts, allTexts, intersect, isEmpty, isEverything } from "../automata/dfa.js";
import { anyDemand, both, type Demand, isAny, isNever, negations, noDemand } from "./demand.js";
import { Inexpressible } from "./inexpressible.js";

export interface Property {
  readonly demand: Demand;
  readonly required: boolean;
}

/** Properties that are not named one by one. */
export interface OtherProperties {
  readonly keys: Dfa;
  readonly demand: Demand;
  /** Allowed only because the schema does not say otherwise. */
  readonly implicit: boolean;
}

export interface ObjectShape {
  /** In the order in which they are written. */
  readonly named: ReadonlyMap<string, Property>;
  /** Disjoint sets of keys; a key in none of them is not allowed. Named keys don't count here. */
  readonly others: readonly OtherProperties[];
  readonly min: number;
  readonly max: number;
  /** The schema lists its properties, so that others are not expected unless it asks for them. */
  readonly declared: boolean;
  /** False when `others` holds only part of the allowed keys (a format). */
  readonly exact: boolean;
  /** Where the schema is that counts for error messages. */
  readonly path: string;
}

export const anyObject: ObjectShape = {
  named: new Map(),
  others: [{ keys: allTexts, demand: anyDemand, implicit: true }],
  min: 0,
  max: Number.POSITIVE_INFINITY,
  declared: false,
  exact: true,
  path: "",
};

export function propertyOf(shape: ObjectShape, key: string): Property {
  const named = shape.named.get(key);
  if (named) return named;
  const group = shape.others.find(({ keys }) => accepts(keys, key));
  return { demand: group?.demand ?? noDemand, required: false };
}

/** Undefined when a required property is not allowed or the counts contradict each other. */
export function objectShape(parts: Partial<ObjectShape>): ObjectShape | undefined {
  const shape = { ...anyObject, ...parts };
  const required = [...shape.named.values()].filter((property) => property.required);
  if (required.some(({ demand }) => isNever(demand))) return undefined;
  const min = Math.max(shape.min, required.length);
  return min > shape.max || min === Number.POSITIVE_INFINITY ? undefined : { ...shape, min };
}

export function intersectObjects(a: ObjectShape, b: ObjectShape): ObjectShape | undefined {
  const named = new Map<string, Property>();
  for (const key of [...a.named.keys(), ...b.named.keys()]) {
    const inA = propertyOf(a, key);
    const inB = propertyOf(b, key);
    const required = inA.required || inB.required;
    named.set(key, { demand: both(inA.demand, inB.demand), required });
  }
  const others = a.others.flatMap((x) =>
    b.others.map((y) => ({
      keys: intersect(x.keys, y.keys),
      demand: both(x.demand, y.demand),
      implicit: x.implicit && y.implicit,
    })),
  );
  return objectShape({
    named,
    others: others.filter(({ keys, demand }) => !isEmpty(keys) && !isNever(demand)),
    min: Math.max(a.min, b.min),
    max: Math.min(a.max, b.max),
    declared: a.declared || b.declared,
    exact: a.exact && b.exact,
    path: b.min > a.min ? b.path : a.path || b.path,
  });
}

/** All objects that are not of the shape. */
export function complementObject(shape: ObjectShape): ObjectShape[] {
  const open =
    shape.others.length === 1 && isEverything(shape.others[0]!.keys) && isAny(shape.others[0]!.demand);
  if (!open) throw new Inexpressible("objects in which one of the additional properties is wrong");
  const required = [...shape.named.values()].filter((property) => property.required).length;
  const result = [
    objectShape({ max: shape.min > required ? shape.min - 1 : -1 }),
    objectShape({ min: shape.max + 1 }),
  ];
  const only = (key: string, demand: Demand, required: boolean) =>
    objectShape({ named: new Map([[key, { demand, required }]]) });
  for (const [key, property] of shape.named) {
    if (property.required) result.push(only(key, noDemand, false));
    for (const demand of negations(property.demand)) result.push(only(key, demand, true));
  }
  return result.filter((other) => other !== undefined);
}
