import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkGrammar, checkSchema } from "../../src/constraints/check.js";
import { compileConstraint } from "../../src/constraints/index.js";
import { readSamples } from "./scoreboard/samples.js";

test.each([
  ['root ::= "a"', undefined],
  ['root ::= "a" b', { line: 1, column: 14 }],
  ['root ::= "x" root "y" | "x" root "z" | "w"', { line: 1, column: 1 }],
])("the page and the server are of one mind about the grammar %j", (grammar, place) => {
  const compile = () => compileConstraint({ format: { type: "grammar", grammar } });
  if (!place) {
    expect(checkGrammar(grammar)).toBeUndefined();
    expect(compile).not.toThrow();
  } else {
    expect(checkGrammar(grammar)).toMatchObject(place);
    expect(compile).toThrow(expect.objectContaining(place));
  }
});

test.each([
  [{ type: "string", comment: "c" }, false],
  [{ type: "string", comment: "c" }, true],
  [{ type: "strnig" }, false],
  [{ type: "array", uniqueItems: true }, false],
])("and about the schema %j, strict %s", (schema, strict) => {
  const { error, warnings } = checkSchema(schema, { strict });
  const compile = () =>
    compileConstraint({ format: { type: "json_schema", json_schema: { schema, strict } } })!;
  if (error)
    expect(compile).toThrow(expect.objectContaining({ keyword: error.keyword, reason: error.reason }));
  else
    expect(compile().warnings).toEqual(warnings.map((text) => `/response_format/json_schema/schema${text}`));
});

const found = readSamples(fileURLToPath(new URL("scoreboard/reduced.jsonl", import.meta.url)));

test.each([false, true])("and about the schemas that people write, strict %s", (strict) => {
  for (const { id, schema } of found.filter((_, index) => index % 6 === 0)) {
    const verdict = checkSchema(schema, { strict });
    const format = { type: "json_schema" as const, json_schema: { schema, strict } };
    if (verdict.error) {
      const { keyword, reason } = verdict.error;
      expect(() => compileConstraint({ format }), id).toThrow(expect.objectContaining({ keyword, reason }));
    } else expect(compileConstraint({ format })!.warnings.length, id).toBe(verdict.warnings.length);
  }
});

test("the check needs nothing that a browser lacks", () => {
  const seen = new Set<string>();
  const pending = [new URL("../../src/constraints/check.ts", import.meta.url).href];
  for (let file = pending.pop(); file; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, type, from] of readFileSync(new URL(file), "utf8").matchAll(
      /^(?:import|export)( type)? .*?from "(.+?)";/gmsu,
    )) {
      if (type) continue;
      expect(from, file).toMatch(/^\./);
      pending.push(new URL(from!.replace(/\.js$/, ".ts"), file).href);
    }
  }
  expect(seen.size).toBeGreaterThan(20);
});
