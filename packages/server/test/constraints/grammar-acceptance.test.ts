import { expect, test } from "vitest";
import { parseGrammar } from "../../src/constraints/index.js";
import { engineGrammar } from "./harness.js";
import { random } from "./sampler.js";

const GRAMMARS = [
  'root ::= "a" [b-c]* x-1 | ( "q" x-1 | "" )? \nx-1 ::= [^\\x41-\\u0042"]{2,3} # c\n',
  'root ::= item ("," " "? item){0,3}\nitem ::= "\\"" . "\\n" | [a\\]\\-]+\n',
  'root ::= a b\na ::= "x"?\nb ::= a c | "y"\nc ::= "(" b ")" | [0-9]{1,}\n',
  'root ::= ("a" ("b"){0,30}){0,20}\n',
  'root ::= x{2,} | (y | "k"){3}\nx ::= "1"\n\ny::=\n x "2" |\n "3"\n',
];
const JUNK = [
  '"',
  "[",
  "]",
  "(",
  ")",
  "{",
  "}",
  "|",
  "*",
  "+",
  "?",
  "\\",
  "-",
  "^",
  "root",
  "x",
  "\n",
  " ",
  "é",
  ".",
  "#",
  '""',
];

/** The engine hangs on some of what it does not recognise as wrong, so only grammars that pass are given to it. */
test("whatever passes the check is accepted by the engine", async () => {
  const next = random(5);
  const below = (n: number) => Math.floor(next() * n);
  let passed = 0;
  for (let i = 0; i < 1500; i++) {
    let source = GRAMMARS[below(GRAMMARS.length)]!;
    for (let edits = 1 + below(2); edits > 0; edits--) {
      const at = below(source.length);
      source =
        source.slice(0, at) + (next() < 0.7 ? JUNK[below(JUNK.length)] : "") + source.slice(at + below(2));
    }
    try {
      parseGrammar(source);
    } catch {
      continue;
    }
    passed++;
    await expect(engineGrammar(source), source).resolves.toBeDefined();
  }
  expect(passed).toBeGreaterThan(100);
}, 60_000);
