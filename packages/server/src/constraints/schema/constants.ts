import type { Dfa } from "../automata/automaton.js";
import { fromTexts, intersect, noTexts, union } from "../automata/dfa.js";
import { compared } from "../json/number-sets.js";
import { arrayShape } from "./array-shape.js";
import type { Demand } from "./demand.js";
import { isObject } from "./node.js";
import { objectShape } from "./object-shape.js";
import { stringsOf } from "./string-set.js";
import { type Kind, noValues, type ValueSet } from "./value-set.js";

/** Exactly the given JSON values. `constant` makes the demand of a value inside an array or object. */
export function constants(
  values: readonly unknown[],
  universe: Dfa,
  constant: (value: unknown) => Demand,
): ValueSet {
  const numbers = values.filter((value) => typeof value === "number");
  const arrays = values.filter((value) => Array.isArray(value));
  const objects = values.filter(isObject);
  return {
    ...noValues,
    null: values.includes(null),
    booleans: [false, true].filter((value) => values.includes(value)),
    numbers: intersect(universe, unionOfAll(numbers.map((value) => compared(value, (order) => order === 0)))),
    strings: stringsOf(fromTexts(values.filter((value) => typeof value === "string"))),
    arrays: arrays.map(
      (items) => arrayShape({ prefix: items.map(constant), min: items.length, max: items.length })!,
    ),
    objects: objects.map(
      (object) =>
        objectShape({
          named: new Map(
            Object.entries(object).map(([key, v]) => [key, { demand: constant(v), required: true }]),
          ),
          others: [],
          declared: true,
        })!,
    ),
    wanted: new Set(values.map(kindOf)),
  };
}

function kindOf(value: unknown): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as Kind;
}

/** Pairwise, so that sets of similar size meet. */
function unionOfAll(sets: Dfa[]): Dfa {
  if (sets.length === 0) return noTexts;
  if (sets.length === 1) return sets[0]!;
  const middle = sets.length >> 1;
  return union(unionOfAll(sets.slice(0, middle)), unionOfAll(sets.slice(middle)));
}
