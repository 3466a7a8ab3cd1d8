import { expect, test } from "vitest";
import { GrammarError } from "../errors.js";
import { parseGrammar } from "./parse.js";
import { printGrammar } from "./print.js";

function fault(source: string): { line: number; column: number; reason: string } {
  try {
    parseGrammar(source);
  } catch (error) {
    if (error instanceof GrammarError)
      return { line: error.line, column: error.column, reason: error.reason };
    throw error;
  }
  throw new Error("the grammar was accepted");
}

test.each<[source: string, line: number, column: number, reason: RegExp]>([
  ["", 1, 1, /no rule "root"/],
  ['start ::= "a"', 1, 1, /no rule "root"/],
  ['root ::= "a" item\n', 1, 14, /"item" is not defined/],
  ['root ::= a\na ::= "x"\na ::= "y"\n', 3, 1, /defined twice/],
  ['root ::= "é" x\nx ::= x "a" | "b"', 2, 1, /"x" is left-recursive/],
  ['root ::= a b\na ::= "x"?\nb ::= a b "y" | "z"', 3, 1, /left-recursive/],
  ['root ::= "abc\n', 1, 10, /lacks its closing "/],
  ["root ::= [a-z\n", 1, 10, /lacks its closing "]"/],
  ["root ::= [z-a]", 1, 11, /wrong order/],
  ["root ::= []", 1, 10, /empty/],
  ['root ::= ("a"', 1, 10, /lacks its closing "\)"/],
  ['root ::= "\\q"', 1, 11, /unknown escape \\q/],
  ['root ::= "\\x4"', 1, 11, /2 hexadecimal digits/],
  ['root ::= "\\UFFFFFFFF"', 1, 11, /beyond U\+10FFFF/],
  ['root = "a"', 1, 6, /expected "::="/],
  ['root ::= "a"\n| "b"', 2, 1, /name of a rule/],
  ["root ::= a_b", 1, 11, /end of the rule/],
  ["root ::= * ", 1, 10, /nothing to repeat/],
  ['root ::= "a"{3,2}', 1, 13, /wrong order/],
  ['root ::= "a"{5000}', 1, 13, /fewer than 2000/],
  ['root ::= ("a" "b"{0,100}){0,100}', 1, 1, /multiply/],
  ['root ::= "a"{2', 1, 13, /lacks its "}"/],
  ["root ::= <think>", 1, 10, /not supported/],
  ['root ::= "a" root', 1, 1, /no end/],
  ['root ::= "a"\0', 1, 13, /NUL/],
  ['root ::= ("a" | "")*', 1, 1, /may be empty/],
])("%j → line %i, column %i", (source, line, column, reason) => {
  const found = fault(source);
  expect(found.reason).toMatch(reason);
  expect([found.line, found.column]).toEqual([line, column]);
});

test("oversized sources are refused unread", () => {
  expect(fault(`root ::= "${"a".repeat(1_000_001)}"`).reason).toMatch(/1000012 characters/);
});

test("what is printed reads back as the same", () => {
  const source =
    'root ::= "a\\n\\"" [^\\]x-z]+ (item | "" | .){2,5} \n# note\nitem ::=\n  [é-ü\\U0001F600] | "(" item ")"\n';
  const rules = parseGrammar(source);
  expect(parseGrammar(printGrammar(rules))).toEqual(rules);
});
