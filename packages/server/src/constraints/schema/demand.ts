/**
 * What a value has to satisfy: the intersection of schemas, each by its number, negative for "must not".
 * Sorted and without repetition. Intersections stay symbolic until a grammar rule is written for them,
 * which is what makes recursive schemas terminate.
 */
export type Demand = readonly number[];

export const anyDemand: Demand = [];
/** 0 is the schema `false`. */
export const noDemand: Demand = [0];

export function both(a: Demand, b: Demand): Demand {
  const all = [...new Set([...a, ...b])].sort((x, y) => x - y);
  return all.includes(0) || all.some((id) => all.includes(-id)) ? noDemand : all;
}

export function isNever(demand: Demand): boolean {
  return demand[0] === 0 && demand.length === 1;
}

export function isAny(demand: Demand): boolean {
  return demand.length === 0;
}

/** Demands of which a value satisfies at least one exactly when it does not satisfy the given one. */
export function negations(demand: Demand): Demand[] {
  return isNever(demand) ? [anyDemand] : demand.map((id) => [-id]);
}
