import { describe, expect, it } from "vitest";
import { grammarProblems } from "./grammar.js";
import { readJson } from "./json.js";
import { mismatches, schemaProblems } from "./schema.js";

describe("JSON", () => {
  it.each([
    ['{"a": 1', 1, /closing brace/],
    ['{\n  "a" 1\n}', 2, /colon/],
    ['{\n  "a": 1\n  "b": 2\n}', 3, /comma/],
    ["", 1, /value is missing/],
  ])("finds what is wrong in %j", (text, line, message) => {
    const [problem] = readJson(text).problems;
    expect(problem).toMatchObject({ line, message: expect.stringMatching(message) });
  });

  it("reads what is right", () => {
    expect(readJson('{"a": [1, null]}')).toEqual({ value: { a: [1, null] }, problems: [] });
  });
});

describe("JSON schema", () => {
  it.each([
    ["[]", 1, /A schema is an object/],
    ['{\n"properties": {\n"a": { "type": "text" } } }', 3, /"text" is no type/],
    ['{\n"required": "a" }', 2, /list of property names/],
    ['{\n"pattern": "(" }', 2, /regular expression/],
    ['{\n"minLength": -1 }', 2, /at least 0/],
    ['{ "anyOf": [\n{ "type": 3 } ] }', 2, /3 is no type/],
    ['{\n"$ref": "#/$defs/none" }', 2, /Nothing is defined at/],
  ])("finds what is wrong in %j", (text, line, message) => {
    const { schema, problems } = schemaProblems(text);
    expect(schema).toBeUndefined();
    expect(problems[0]).toMatchObject({ line, message: expect.stringMatching(message) });
  });

  it("accepts references, booleans and unknown keywords", () => {
    const schema = { $defs: { a: { type: "string" } }, $ref: "#/$defs/a", items: true, "x-note": 1 };
    expect(schemaProblems(JSON.stringify(schema))).toEqual({ schema, problems: [] });
  });

  it("says where a value does not match", () => {
    const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
    expect(mismatches(schema, { a: "yes" })).toEqual([]);
    expect(mismatches(schema, { a: 1 }).join()).toMatch(/a: /);
  });
});

describe("GBNF", () => {
  it("finds the line of a rule that is not there", async () => {
    const [problem] = await grammarProblems('root ::= "a" |\n  other\n');
    expect(problem).toMatchObject({ line: 2, message: expect.stringContaining("other") });
  });

  it("accepts a grammar that is complete", async () => {
    expect(await grammarProblems('root ::= item+\nitem ::= [a-z] "\\n"\n')).toEqual([]);
  });
});
