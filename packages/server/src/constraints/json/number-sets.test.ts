import { expect, test } from "vitest";
import { accepts, enumerate, intersect } from "../automata/dfa.js";
import { decimalOf, textOf } from "./decimal.js";
import { compared, integerTexts, multiplesOf, numberUniverse, preferredTexts } from "./number-sets.js";

const universe = numberUniverse([]);
const values = [
  0, 1, -1, 7, 9, 10, 11, 99, 100, -99, 0.5, -0.5, 1.25, 12.05, -12.5, 0.001, 1000.001, 123456, -3.75,
];

test("every text of a value is in the set when the value is", () => {
  for (const bound of values) {
    const atLeast = intersect(
      universe,
      compared(bound, (order) => order >= 0),
    );
    const below = intersect(
      universe,
      compared(bound, (order) => order < 0),
    );
    for (const value of values) {
      for (const text of [String(value), Number.isInteger(value) ? `${value}.0` : `${value}0`]) {
        expect(accepts(atLeast, text), `${text} >= ${bound}`).toBe(value >= bound);
        expect(accepts(below, text), `${text} < ${bound}`).toBe(value < bound);
      }
    }
  }
});

test.each([1, 2, 7, 10, 0.5, 0.25, 0.01, 2.5, 12])("multiples of %d", (factor) => {
  const multiples = multiplesOf(factor)!;
  for (const value of values) {
    const isMultiple = Math.round(value * 1000) % Math.round(factor * 1000) === 0;
    expect(accepts(multiples, String(value)), String(value)).toBe(isMultiple);
  }
});

test("no negative zero, no leading zeros, whole numbers of at most 20 digits, others of 15", () => {
  for (const good of ["0", "-0.5", "0.0", "12345678901234567890", "1234567.12345678"])
    expect(accepts(universe, good), good).toBe(true);
  for (const bad of [
    "-0",
    "-0.0",
    "01",
    "1.",
    ".5",
    "+1",
    "123456789012345678901",
    "12345678.12345678",
    "",
  ]) {
    expect(accepts(universe, bad), bad).toBe(false);
  }
});

test("integers are written without a point", () => {
  const small = intersect(
    intersect(universe, integerTexts),
    intersect(
      compared(-2, (o) => o >= 0),
      compared(11, (o) => o <= 0),
    ),
  );
  const texts = enumerate(preferredTexts(small), 100)!
    .map(Number)
    .sort((a, b) => a - b);
  expect(texts).toEqual([-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test.each([
  [1e21, "1000000000000000000000"],
  [1e-7, "0.0000001"],
  [-0.001, "-0.001"],
  [-0, "0"],
  [12.5, "12.5"],
  [1.5e300, `15${"0".repeat(299)}`],
])("%d in decimals", (value, text) => expect(textOf(decimalOf(value))).toBe(text));
