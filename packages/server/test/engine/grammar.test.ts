import { describe, expect, it } from "vitest";
import { compileConstraint } from "../../src/constraints/index.js";
import { EngineGrammar } from "../../src/engine/grammar/engine-grammar.js";
import { GrammarMatcher } from "../../src/engine/grammar/grammar-matcher.js";
import { TokenTrie } from "../../src/engine/grammar/token-trie.js";
import { byteSequences } from "../../src/engine/grammar/utf8.js";
import { engineGrammar } from "../constraints/harness.js";
import { random } from "../constraints/sampler.js";
import { SCHEMAS } from "../constraints/schemas.js";

/** Every byte, pieces of JSON of all lengths, the same text twice, a token without text and two that end. */
const pieces = [
  ...[...'{}[]",: \\'].flatMap((a) => [...'{}[]",: \\ntrue1é'].map((b) => a + b)),
  ...[
    '": "',
    '","',
    '"},{"',
    '"}]}',
    "true,",
    'null}],"',
    "12",
    "123",
    "0.5",
    "-1",
    "\\u00",
    "\\ud83d",
    "ab",
    "abc",
  ],
  ...["abcdefghij", "a".repeat(40), "漢字", "😀😀", 'name":', '"name": "', " and", " the", "the ", "ab"],
];
const texts = [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...pieces.map((piece) => new Uint8Array(Buffer.from(piece))),
  Uint8Array.of(0x97, 0xa5),
  Uint8Array.of(0xf0, 0x9f),
  ...Array.from({ length: 3 }, () => new Uint8Array()),
];
const end = texts.length - 1;
const vocabulary = {
  size: texts.length,
  text: (token: number) => texts[token]!,
  endsGeneration: (token: number) => token >= end - 1,
};
const trie = new TokenTrie(vocabulary);
const everyToken = texts.map((_, token) => token);

function matcherOf(grammar: string): GrammarMatcher {
  return new GrammarMatcher(new EngineGrammar(grammar, trie));
}

function reads(grammar: EngineGrammar, text: string): boolean {
  const matcher = new GrammarMatcher(grammar);
  for (const byte of Buffer.from(text)) {
    if (!matcher.allows(byte)) return false;
    matcher.accept(byte);
  }
  return matcher.allows(end);
}

/** What the mask leaves; checked to be the tokens that are allowed one by one. */
function maskOf(matcher: GrammarMatcher): number[] {
  const logits = new Float32Array(texts.length);
  matcher.mask(logits);
  const left = everyToken.filter((token) => logits[token] === 0);
  expect(left).toEqual(everyToken.filter((token) => matcher.allows(token)));
  return left;
}

describe.each(SCHEMAS.map(({ name, ...rest }) => [name, rest] as const))("%j", (_, schemaCase) => {
  const { schema, valid = [], invalid = [] } = schemaCase;
  const { grammar } = compileConstraint({
    format: { type: "json_schema", json_schema: { schema } },
  })!;

  it("is read as the library reads it", async () => {
    const library = await engineGrammar(grammar);
    const compiled = new EngineGrammar(grammar, trie);
    for (const value of [...valid, ...invalid]) {
      const text = JSON.stringify(value);
      expect(reads(compiled, text), text).toBe(library.accepts(text));
    }
  });

  it("masks exactly the tokens that are not allowed, on the way to its end", () => {
    const next = random(1);
    const matcher = matcherOf(grammar);
    for (let step = 0; step < 25; step++) {
      const left = maskOf(matcher).filter((token) => token < end - 1);
      if (left.length === 0) break;
      matcher.accept(left[Math.floor(next() * left.length)]!);
    }
  });
});

it.each([
  ["{0,3} and the like", 'root ::= "a"{2,3} ("b" | "c"){0,5} "d"{4,} [e-g]+'],
  ["counts of hundreds", 'root ::= ("ab" | "abc" | "a"){300,500} "." root?'],
  ["counts within counts", 'root ::= ([a-c]{2,9} ","){3,40} "!"'],
  ["what may be empty, repeated", 'root ::= ("a"? "b"?){4,9} "c"'],
  ["recursion", 'root ::= "(" root* ")" | "[" root{0,7} "]" | [a-c]{5}'],
  ["any characters", 'root ::= "a" .{4,90} "é"'],
  ["characters of all lengths", "root ::= [^a-z\\u00E0-\\U0001F700]{3,8}"],
])("%s: the mask is right", async (_, grammar) => {
  const compiled = new EngineGrammar(grammar, trie);
  const library = await engineGrammar(grammar);
  const next = random(2);
  for (let round = 0; round < 6; round++) {
    const matcher = new GrammarMatcher(compiled);
    const written: Uint8Array[] = [];
    for (let step = 0; step < 60; step++) {
      const left = maskOf(matcher);
      const token = left[Math.floor(next() * left.length)]!;
      if (token >= end - 1) {
        expect(library.accepts(Buffer.concat(written).toString())).toBe(true);
        break;
      }
      written.push(texts[token]!);
      matcher.accept(token);
    }
  }
});

it("tells the bytes of every character, of each once, and of nothing else", () => {
  const sequences = byteSequences([[0, 0x10ffff]]);
  const matches = (bytes: Uint8Array) =>
    sequences.filter(
      (ranges) =>
        ranges.length === bytes.length &&
        ranges.every(([from, to], i) => from <= bytes[i]! && bytes[i]! <= to),
    ).length;
  const codes = [
    1, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x3ffff, 0x40000, 0x10ffff,
  ];
  for (const code of codes) expect(matches(Buffer.from(String.fromCodePoint(code))), String(code)).toBe(1);
  const wrong = [
    [0],
    [0x80],
    [0xc0, 0x80],
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xff],
  ];
  for (const bytes of wrong) expect(matches(Uint8Array.from(bytes)), String(bytes)).toBe(0);
});

it("an answer goes on when what was learnt of its grammar is forgotten", () => {
  const compiled = new EngineGrammar('root ::= "[" (root ",")* "]" | [a-z]+', trie);
  const deep = new GrammarMatcher(compiled);
  const written = "[".repeat(10);
  for (const byte of Buffer.from(written)) deep.accept(byte);
  const forgotten = compiled.sets;
  const other = new GrammarMatcher(compiled);
  for (let i = 0; compiled.sets === forgotten; i++) {
    other.accept("[".charCodeAt(0));
    if (i > 1_000_000) throw new Error("nothing was forgotten");
  }
  for (const byte of Buffer.from("],".repeat(9))) {
    expect(maskOf(deep)).toContain(byte);
    deep.accept(byte);
  }
  deep.accept("]".charCodeAt(0));
  expect(deep.allows(end)).toBe(true);
  expect(maskOf(deep)).toEqual([end - 1, end]);
});

it("reads a long chain of rules", () => {
  const links = Array.from({ length: 20_000 }, (_, index) => `r${index} ::= r${index + 1}`);
  const grammar = new EngineGrammar(["root ::= r0", ...links, 'r20000 ::= "yes" | "no"'].join("\n"), trie);
  expect(reads(grammar, "yes")).toBe(true);
  expect(reads(grammar, "yea")).toBe(false);
});
