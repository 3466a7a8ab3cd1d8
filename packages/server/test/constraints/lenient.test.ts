import { expect, test } from "vitest";
import { withDeadline } from "../../src/constraints/automata/budget.js";
import { compileConstraint } from "../../src/constraints/index.js";
import { SchemaCompiler } from "../../src/constraints/schema-compiler.js";
import { engineGrammar } from "./harness.js";

function compile(schema: unknown, strict = false) {
  return compileConstraint({
    format: { type: "json_schema", json_schema: { schema, strict } },
  })!;
}

const at = "/response_format/json_schema/schema";

test("unknown keywords and formats are annotations, told once each", () => {
  const { warnings, incomplete } = compile({
    type: "object",
    comment: "c",
    properties: {
      a: { type: "string", readonly: true, comment: "d" },
      b: { type: "string", format: "topic" },
    },
  });
  expect(warnings).toEqual([
    `${at}: comment: unknown keyword, ignored`,
    `${at}/properties/a: readonly: unknown keyword, ignored`,
    `${at}/properties/b: format: unknown format "topic", ignored`,
  ]);
  expect(incomplete).toEqual([]);
  expect(() => compile({ type: "string", comment: "c" }, true)).toThrow(/comment/);
});

test("warnings are bounded", () => {
  const schema = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`unknown${i}`, i]));
  const { warnings } = compile(schema);
  expect(warnings).toHaveLength(21);
  expect(warnings.at(-1)).toMatch(/and 980 more/);
});

test("other properties are allowed where the schema says nothing, and not where it is strict", async () => {
  const schema = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] };
  const open = await engineGrammar(compile(schema).grammar);
  const closed = await engineGrammar(compile(schema, true).grammar);
  expect([open.accepts('{"a":1,"b":[2]}'), open.accepts('{"a":1}'), open.accepts('{"a":"x"}')]).toEqual([
    true,
    true,
    false,
  ]);
  expect([closed.accepts('{"a":1,"b":[2]}'), closed.accepts('{"a":1}')]).toEqual([false, true]);
});

test.each<[keyword: string, schema: object, good: unknown, bad: unknown]>([
  ["uniqueItems", { type: "array", items: { type: "string" }, uniqueItems: true }, ["a", "b"], [1]],
  ["not", { type: "object", not: { additionalProperties: { type: "integer" } } }, { a: "x" }, 1],
  [
    "oneOf",
    { type: "object", oneOf: [{ required: ["a"] }, { additionalProperties: { type: "null" } }] },
    { a: 1 },
    1,
  ],
  ["pattern", { type: "string", pattern: "(a)\\1" }, "aa", 1],
  ["multipleOf", { type: "number", multipleOf: 1.23456789 }, 1.23456789, "a"],
  ["minProperties", { type: "object", minProperties: 3 }, { a: 1, b: 2, c: 3 }, {}],
])("what shows only in the finished answer is left and told: %s", async (keyword, schema, good, bad) => {
  const { grammar, warnings, incomplete } = compile(schema);
  expect(incomplete).toEqual([at]);
  expect(warnings).toEqual([expect.stringContaining(`${keyword}: not enforced while the answer is written`)]);
  const { accepts } = await engineGrammar(grammar);
  expect(accepts(JSON.stringify(good))).toBe(true);
  expect(accepts(JSON.stringify(bad))).toBe(false);
  expect(() => compile(schema, true)).toThrow(expect.objectContaining({ keyword }));
});

test.each<[name: string, schema: object, good: unknown[], bad: unknown[]]>([
  [
    "flags of draft 4",
    { minimum: 0, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false },
    [1, 5],
    [0, 6],
  ],
  [
    "$id",
    { $id: "http://a.b/c", items: { $ref: "d" }, $defs: { x: { $id: "d", type: "null" } } },
    [[null]],
    [[1]],
  ],
  [
    "$dynamicRef",
    { items: { $dynamicRef: "#x" }, $defs: { x: { $dynamicAnchor: "x", type: "null" } } },
    [[null]],
    [[1]],
  ],
  [
    "id as a name",
    { items: { $ref: "#x" }, definitions: { y: { id: "#x", type: "null" } } },
    [[null]],
    [[1]],
  ],
  ["name of a definition", { items: { $ref: "#x" }, definitions: { x: { type: "null" } } }, [[null]], [[1]]],
  [
    "nothing beside $ref in old drafts",
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      items: { $ref: "#/definitions/x", minimum: 5 },
      definitions: { x: { type: "integer" } },
    },
    [[1]],
    [["a"]],
  ],
  [
    "oneOf with the type outside",
    { type: "string", oneOf: [{ maxLength: 2 }, { minLength: 4 }] },
    ["a", "abcd"],
    ["abc"],
  ],
])("%s", async (_, schema, good, bad) => {
  const { accepts } = await engineGrammar(compile(schema).grammar);
  for (const value of good) expect(accepts(JSON.stringify(value)), JSON.stringify(value)).toBe(true);
  for (const value of bad) expect(accepts(JSON.stringify(value)), JSON.stringify(value)).toBe(false);
});

/** Patterns of which each takes an automaton of more states than one may have. */
const costly = (name: string) => ({
  type: "object",
  properties: {
    [name]: { enum: ["x", "y"] },
    long: {
      oneOf: Array.from({ length: 60 }, (_, i) => ({ type: "string", pattern: `(a|b)*a(a|b){${i}}$` })),
    },
  },
  required: [name],
  additionalProperties: false,
});

test("what is too costly to enforce is left to the end, but for its outline, and refused where it is strict", async () => {
  const { grammar, warnings, incomplete, hurried } = compile(costly("a"));
  expect(warnings).toEqual([expect.stringMatching(/: schema: not enforced while the answer is written: /)]);
  expect({ incomplete, hurried }).toEqual({ incomplete: [at], hurried: false });
  const { accepts } = await engineGrammar(grammar);
  expect(['{"a":"x"}', '{"a":"y","long":"b"}', '{"a":"z"}', '{"a":"x","c":1}', "{}"].map(accepts)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(() => compile(costly("a"), true)).toThrow(/schema|oneOf/);
});

test("what there is no time for is left to the end, and tried once more", async () => {
  const schemas = new SchemaCompiler();
  const tools = ["a", "b"].map((name) => ({ name, parameters: costly(name) }));
  const demand = { tools: { tools, choice: "required" as const, parallel: false } };
  const hurried = withDeadline(0, () => compileConstraint(demand, schemas))!;
  expect(hurried).toMatchObject({
    incomplete: ["/tools/0/function/parameters", "/tools/1/function/parameters"],
    hurried: true,
  });
  expect(hurried.warnings[0]).toMatch(/takes too long/);
  const call = (name: string, json: string) =>
    `<tool_call>{"name":"${name}","arguments":${json}}</tool_call>`;
  const { accepts } = await engineGrammar(hurried.grammar);
  expect([accepts(call("a", '{"a":"x","long":"c"}')), accepts(call("b", "1"))]).toEqual([true, false]);
  expect(compileConstraint(demand, schemas)).toMatchObject({ hurried: false });
  const others = new SchemaCompiler();
  for (let i = 0; i < 2; i++) withDeadline(0, () => compileConstraint(demand, others));
  expect(compileConstraint(demand, others)).toMatchObject({ hurried: true });
});

test("an object apart from another by the format of a string is written without the other's", async () => {
  const id = { type: "string", format: "uuid" };
  const { grammar, incomplete } = compile({
    type: "object",
    oneOf: ["a", "b"].map((name) => ({ properties: { [name]: id }, required: [name] })),
  });
  expect(incomplete).toEqual([]);
  const { accepts } = await engineGrammar(grammar);
  const uuid = "8a4c2f60-9b1d-4e3a-8f27-0c5d6e7f8a9b";
  expect([`{"a":"${uuid}"}`, `{"b":"${uuid}"}`, `{"a":"${uuid}","b":"${uuid}"}`].map(accepts)).toEqual([
    true,
    true,
    false,
  ]);
});

test("where only strings that are not of a format are left, the end decides", async () => {
  const properties = { a: { type: "string", format: "uuid" } };
  const { grammar, incomplete } = compile({
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    oneOf: [{ properties, required: ["a"] }, { required: ["a"] }],
  });
  expect(incomplete).toEqual([at]);
  expect((await engineGrammar(grammar)).accepts('{"a":"anything"}')).toBe(true);
});
