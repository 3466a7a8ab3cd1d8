import type { Dfa } from "../../automata/automaton.js";
import { intersect } from "../../automata/dfa.js";
import { BoundedCache } from "../../bounded-cache.js";
import { compared, exactNumbers, integerTexts, isExactBound, multiplesOf } from "../../json/number-sets.js";
import { Inexpressible } from "../inexpressible.js";
import { fail, member, numberOf, type SchemaNode } from "../node.js";

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
  int64: [
    integerTexts,
    // The nearest doubles within.
    compared(-(2 ** 63 - 1024), (order) => order >= 0),
    compared(2 ** 63 - 1024, (order) => order <= 0),
  ],
  float: [],
  double: [],
};

const bounds: Record<string, (order: number) => boolean> = {
  minimum: (order) => order >= 0,
  maximum: (order) => order <= 0,
  exclusiveMinimum: (order) => order > 0,
  exclusiveMaximum: (order) => order < 0,
};

const comparisons = new BoundedCache<Dfa>(1000);

const inclusiveOf: Record<string, string> = { exclusiveMinimum: "minimum", exclusiveMaximum: "maximum" };

/** The numbers that a keyword allows. */
export function numbersOf(node: SchemaNode, keyword: string, universe: Dfa): Dfa {
  // Up to draft 4 the exclusive keywords are flags of the others.
  const isFlag = keyword.startsWith("exclusive") && typeof member(node.schema, keyword) === "boolean";
  if (isFlag && member(node.schema, inclusiveOf[keyword]!) !== undefined) return universe;
  const value = numberOf(node, keyword)!;
  if (keyword === "multipleOf") return multiples(node, value);
  const exclusive = Object.keys(inclusiveOf).find((key) => inclusiveOf[key] === keyword);
  const isExclusive = exclusive !== undefined && member(node.schema, exclusive) === true;
  return numbersWithin(isExclusive ? exclusive : keyword, value);
}

function numbersWithin(keyword: string, value: number): Dfa {
  if (keyword.startsWith("exclusive") && !isExactBound(value)) {
    throw new Inexpressible(
      `numbers beyond ${value}: it has more than 15 digits, where neighbours are the same double; use an inclusive bound`,
    );
  }
  const key = `${keyword} ${value}`;
  const dfa = comparisons.get(key) ?? compared(value, bounds[keyword]!);
  comparisons.set(key, dfa, 1);
  return dfa;
}

function multiples(node: SchemaNode, factor: number): Dfa {
  if (factor <= 0) fail(node, "multipleOf", `must be greater than 0, was ${factor}`);
  const set = multiplesOf(factor);
  if (!set) throw new Inexpressible(`multiples of ${factor}, which has too many digits; about 4 will do`);
  // Beyond 15 digits a multiple would round to a double that is none.
  return intersect(set, exactNumbers);
}
