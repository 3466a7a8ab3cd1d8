import { describe, expect, test } from "vitest";
import { jsonSchemaGrammar, UnsupportedSchemaError } from "../../src/constraints/index.js";

function refusal(schema: unknown): UnsupportedSchemaError {
  try {
    jsonSchemaGrammar(schema, { strict: true });
  } catch (error) {
    if (error instanceof UnsupportedSchemaError) return error;
    throw error;
  }
  throw new Error("the schema was accepted");
}

const inProperty = (schema: unknown) => ({
  type: "object",
  properties: { "a/b": schema },
  required: ["a/b"],
});

describe("what can't be enforced is refused with its keyword and place", () => {
  test.each([
    ["uniqueItems", { type: "array", items: { type: "string" }, uniqueItems: true }],
    ["format", { type: "string", format: "color" }],
    ["format", { type: "string", format: "constructor" }],
    ["pattern", { type: "string", pattern: "(a)\\1" }],
    ["pattern", { type: "string", pattern: "(?<=a)word" }],
    ["pattern", { type: "string", pattern: "(" }],
    ["pattern", { type: "string", pattern: "^(a?){9999}b{9999}$" }],
    ["minLength", { type: "string", minLength: 1e9 }],
    ["minLength", { type: "string", minLength: -1 }],
    ["maximum", { type: "number", maximum: "5" }],
    ["exclusiveMinimum", { type: "number", exclusiveMinimum: true }],
    ["multipleOf", { type: "number", multipleOf: 0 }],
    ["multipleOf", { type: "number", multipleOf: 1.23456789 }],
    ["minProperties", { type: "object", minProperties: 3 }],
    ["oneOf", { oneOf: [{ type: "object" }, { type: "object", additionalProperties: { type: "integer" } }] }],
    ["not", { not: { type: "string", format: "date" } }],
    ["unevaluatedProperties", { allOf: [{ type: "object" }], unevaluatedProperties: false }],
    ["$dynamicRef", { $dynamicRef: "#x" }],
    ["maxLenght", { type: "string", maxLenght: 3 }],
    ["type", { type: "strnig" }],
    ["enum", { enum: [] }],
    ["required", { type: "object", required: "a" }],
    ["$ref", { $ref: "https://example.com/other.json" }],
    ["$ref", { $ref: "#/$defs/missing" }],
    ["properties", { properties: [] }],
    ["nullable", { nullable: true }],
  ])("%s in %j", (keyword, schema) => {
    const { path, reason, message } = refusal(inProperty(schema));
    expect({ path, keyword: refusal(inProperty(schema)).keyword }).toEqual({
      path: "/properties/a~1b",
      keyword,
    });
    expect(reason.length).toBeGreaterThan(10);
    expect(message).toContain(keyword);
  });

  test.each([[5], [null], ["x"], [[]]])("a schema that is %j", (schema) => {
    expect(refusal(schema)).toMatchObject({ path: "", keyword: "schema" });
  });

  test("a reference to itself", () => {
    expect(refusal({ $ref: "#" }).keyword).toBe("$ref");
    expect(refusal({ allOf: [{ anyOf: [{ $ref: "#" }] }] }).keyword).toBe("$ref");
  });
});

describe("schemas without values are refused with the place of the contradiction", () => {
  test.each<[path: string, keyword: string, schema: unknown]>([
    ["", "schema", false],
    ["", "minLength", { type: "integer", const: "a", minLength: 3 }],
    [
      "/properties/a",
      "maximum",
      { type: "object", properties: { a: { type: "number", minimum: 5, maximum: 4 } }, required: ["a"] },
    ],
    ["", "allOf", { allOf: [{ type: "string" }, { type: "integer" }] }],
    [
      "",
      "schema",
      {
        $ref: "#/$defs/a",
        $defs: { a: { type: "object", properties: { a: { $ref: "#/$defs/a" } }, required: ["a"] } },
      },
    ],
  ])("%s %s", (path, keyword, schema) => {
    const error = refusal(schema);
    expect(error.path).toBe(path);
    if (keyword !== "minLength") expect(error.keyword).toBe(keyword);
    expect(error.reason).toMatch(/no value satisfies/);
  });
});
