import type { Dfa } from "../../automata/automaton.js";
import { intersect } from "../../automata/dfa.js";
import { compared, integerTexts, isExactBound, multiplesOf, numberUniverse } from "../../json/number-sets.js";
import { enforcing, fail, numberOf, type SchemaNode } from "../node.js";

export const numberKeywords = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
] as const;

export const numberFormats: Record<string, readonly Dfa[]> = {
  int32: [
    integerTexts,
    compared(-(2 ** 31), (order) => order >= 0),
    compared(2 ** 31 - 1, (order) => order <= 0),
  ],
  int64: [integerTexts],
  float: [],
  double: [],
};

const limitedNumbers = numberUniverse([]);

const bounds: Record<string, (order: number) => boolean> = {
  minimum: (order) => order >= 0,
  maximum: (order) => order <= 0,
  exclusiveMinimum: (order) => order > 0,
  exclusiveMaximum: (order) => order < 0,
};

/** The numbers that a keyword allows. */
export function numbersOf(node: SchemaNode, keyword: string, universe: Dfa): Dfa {
  const value = numberOf(node, keyword)!;
  const accept = bounds[keyword];
  if (!accept) return multiples(node, value, universe);
  if (keyword.startsWith("exclusive") && !isExactBound(value)) {
    fail(
      node,
      keyword,
      `${value} has more than 15 digits, where neighbours are the same double; use an inclusive bound`,
    );
  }
  return enforcing(node, keyword, () => compared(value, accept));
}

function multiples(node: SchemaNode, factor: number, universe: Dfa): Dfa {
  if (factor <= 0) fail(node, "multipleOf", `must be greater than 0, was ${factor}`);
  const set = enforcing(node, "multipleOf", () => multiplesOf(factor));
  if (!set)
    fail(node, "multipleOf", `${factor} has too many digits for an exact grammar; about 4 can be enforced`);
  // Beyond 15 digits a multiple would round to a double that is none.
  return universe.key === limitedNumbers.key
    ? set
    : enforcing(node, "multipleOf", () => intersect(set, limitedNumbers));
}
