import { expect, test } from "vitest";
import { checkedGrammar, GrammarError } from "../../src/constraints/index.js";
import { engineGrammar } from "./harness.js";

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i));
const twoWays = times(20, (i) => `r${i} ::= r${i + 1} "x" | r${i + 1} "y"`).join("\n");
const chain = times(8000, (i) => `${i === 0 ? "root" : `r${i}`} ::= r${i + 1}`).join("\n");

test.each<[name: string, grammar: string, good: string, bad: string]>([
  ["2^20 ways to begin", `root ::= r0\n${twoWays}\nr20 ::= "z"`, `z${"xy".repeat(10)}`, "zx"],
  ["one thing, up to 1900 times", "root ::= [a-z]{0,1900}", "a".repeat(1900), "a".repeat(1901)],
  [
    "200 alternatives, each without end",
    `root ::= ${times(200, () => "x*").join(" | ")}\nx ::= "a" | "b"`,
    "abba",
    "c",
  ],
  [
    "500 alternatives in a loop",
    `root ::= (${times(500, (i) => `[a-z] "${i}"`).join(" | ")})*`,
    "a0b499",
    "a500",
  ],
  [
    "500 words and recursion",
    `root ::= (${times(500, (i) => `"w${i}"`).join(" | ")} | "(" root ")")*`,
    "w7((w499))w1",
    "w500)",
  ],
  ["a chain of 8,000 rules", `${chain}\nr8000 ::= "a"`, "a", "b"],
])("affordable: %s", async (_, grammar, good, bad) => {
  const { accepts } = await engineGrammar(checkedGrammar(grammar));
  expect(accepts(good)).toBe(true);
  expect(accepts(bad)).toBe(false);
});

test.each<[name: string, grammar: string, reason: RegExp, line: number, column: number]>([
  [
    "1,900 things that may be left out",
    `root ::= ${times(1900, () => "[a-z]?").join(" ")}`,
    /in more than 256 ways/,
    1,
    1,
  ],
  [
    "twice as many ways with every letter",
    'root ::= a\na ::= "x" a "y" | "x" a "z" | "w"',
    /in more than 256 ways/,
    1,
    1,
  ],
  ["20,000 question marks", `root ::= "a"${"?".repeat(20_000)}`, /follow each other/, 1, 23],
  ["left recursion", 'root ::= root "a" | "b"', /left-recursive/, 1, 1],
  ["bounds in the wrong order", 'root ::= "a"{20,3}', /wrong order/, 1, 13],
  ["a million things in a row", `root ::= ${'"a" '.repeat(240_000)}`, /at most 200000/, 1, 1],
])("refused: %s", (_, grammar, reason, line, column) => {
  const check = () => checkedGrammar(grammar);
  expect(check).toThrow(GrammarError);
  expect(check).toThrow(expect.objectContaining({ reason: expect.stringMatching(reason), line, column }));
});
