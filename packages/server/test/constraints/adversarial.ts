import type { ConstraintDemand } from "../../src/constraints/index.js";

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function entries<T>(count: number, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(times(count, (index) => [`p${index}`, make(index)]));
}

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  return times(depth, (index) => index).reduce<unknown>((inner) => wrap(inner), { type: "null" });
}

function ofSchema(schema: unknown): ConstraintDemand {
  return { format: { type: "json_schema", json_schema: { schema } } };
}

function ofGrammar(grammar: string): ConstraintDemand {
  return { format: { type: "grammar", grammar } };
}

/** Doubles at each step: 2^count leaves. */
const doubling = {
  $ref: "#/$defs/p0",
  $defs: entries(40, (i) =>
    i === 39 ? { type: "null" } : { prefixItems: times(2, () => ({ $ref: `#/$defs/p${i + 1}` })) },
  ),
};
const words = times(500, (i) => `"w${i}"`).join(" | ");

/** Demands made to cost as much as possible for their size. */
export const adversarialDemands: Record<string, ConstraintDemand> = {
  "words, up to 200": ofSchema({ type: "string", pattern: "^(\\w+\\s?){1,200}$" }),
  "nested quantifiers": ofSchema({ type: "string", pattern: "^((a+)+)+b(c*)*$" }),
  "letters of all scripts": ofSchema({ type: "string", pattern: "^(\\p{L}|\\p{N}\\p{M}?){1,400}$" }),
  "the nth letter from the end": ofSchema({ type: "string", pattern: "(a|b)*a(a|b){20}$" }),
  lookaheads: ofSchema({ type: "string", pattern: `^${times(20, (i) => `(?=.*${i})`).join("")}.*$` }),
  "400 patterns": ofSchema({ anyOf: times(400, (i) => ({ type: "string", pattern: `x${i}[a-z]+y` })) }),
  "60 patterns at once": ofSchema({ allOf: times(60, (i) => ({ type: "string", pattern: `x${i}` })) }),
  "a long minimum": ofSchema({ type: "string", pattern: "^[a-z]+$", minLength: 60_000 }),
  "2,000 required integers": ofSchema({
    type: "object",
    properties: entries(2000, () => ({ type: "integer" })),
    required: Object.keys(entries(2000, () => 0)),
  }),
  "1,000 properties, at most 500": ofSchema({
    type: "object",
    properties: entries(1000, () => ({})),
    maxProperties: 500,
  }),
  "50 patterns of properties": ofSchema({
    patternProperties: Object.fromEntries(times(50, (i) => [`${i}.*x`, { type: "integer" }])),
  }),
  "40 dependencies": ofSchema({ dependentRequired: entries(40, (i) => [`p${i + 1}`]) }),
  "30 conditions": ofSchema({
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    allOf: times(30, (i) => ({ if: { required: [`a${i}`] }, then: { required: [`b${i}`] } })),
  }),
  "100,000 strings": ofSchema({ enum: times(100_000, (i) => `s${i * 7919}`) }),
  "50,000 objects": ofSchema({ enum: times(50_000, (i) => ({ a: i })) }),
  "500 numbers far apart": ofSchema({ enum: times(500, (i) => i * 1.37e200) }),
  "2^40 leaves": ofSchema(doubling),
  "400 levels": ofSchema(
    nested(400, (inner) => ({ type: "object", properties: { a: inner }, required: ["a"] })),
  ),
  "100,000 levels": ofSchema(nested(100_000, (inner) => ({ not: inner }))),
  "200 branches that overlap": ofSchema({
    oneOf: times(200, (i) => ({ type: "object", properties: { a: { minimum: i } }, required: ["a"] })),
  }),
  "combinations of alternatives": ofSchema({
    allOf: times(40, (i) => ({ anyOf: [{ required: [`a${i}`] }, { required: [`b${i}`] }] })),
  }),
  "20 kinds of items": ofSchema({
    allOf: times(20, (i) => ({ type: "array", contains: { const: i }, maxContains: 3 })),
  }),
  "4,000 items": ofSchema({
    type: "array",
    items: { enum: times(12, (i) => i) },
    minItems: 4000,
    uniqueItems: true,
  }),
  "a tiny step": ofSchema({ type: "number", multipleOf: 1e-300 }),
  "references in a circle": ofSchema({
    $ref: "#/$defs/a",
    $defs: { a: { allOf: [{ $ref: "#/$defs/b" }] }, b: { $ref: "#/$defs/a" } },
  }),
  "128 tools": {
    tools: {
      tools: times(128, (i) => ({
        name: `tool${i}`,
        parameters: {
          type: "object",
          properties: entries(60, (k) => ({ type: "string", pattern: `^[a-z${i}]{1,${k + 1}}$` })),
        },
      })),
      choice: "auto",
      parallel: true,
    },
  },
  "2^20 ways to begin": ofGrammar(
    `root ::= r0\n${times(20, (i) => `r${i} ::= r${i + 1} "x" | r${i + 1} "y"`).join("\n")}\nr20 ::= "z"`,
  ),
  "twice as many ways with every letter": ofGrammar('root ::= "x" root "y" | "x" root "z" | "w"'),
  "1,900 things that may be left out": ofGrammar(`root ::= ${times(1900, () => "[a-z]?").join(" ")}`),
  "500 words and recursion": ofGrammar(`root ::= (${words} | "(" root ")")*`),
  "8,000 rules in a chain": ofGrammar(
    `root ::= r0\n${times(8000, (i) => `r${i} ::= r${i + 1}`).join("\n")}\nr8000 ::= "a"`,
  ),
  "20,000 question marks": ofGrammar(`root ::= "a"${"?".repeat(20_000)}`),
  "a million characters": ofGrammar(`root ::= ${'"a" '.repeat(250_000)}`),
  "190 groups": ofGrammar(`root ::= ${"(".repeat(190)}"a"${"){0,2}".repeat(190)}`),
  "a long choice": { format: { type: "choice", choices: times(20_000, (i) => `choice ${i * 104_729}`) } },
  "a wide pattern": { format: { type: "regex", pattern: "([a-z]{1,50} ){1,100}" } },
};
