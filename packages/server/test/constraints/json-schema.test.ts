import { describe, expect, test } from "vitest";
import { jsonSchemaGrammar, parseGrammar } from "../../src/constraints/index.js";
import { engineGrammar, validator } from "./harness.js";
import { createSampler, random } from "./sampler.js";
import { SCHEMAS } from "./schemas.js";

describe.each(SCHEMAS)("$name", ({ schema, valid = [], invalid = [] }) => {
  const grammar = jsonSchemaGrammar(schema, { strict: true });
  const validate = validator(schema);

  test("every text of the grammar validates", () => {
    const sample = createSampler(parseGrammar(grammar), random(1));
    for (let i = 0; i < 150; i++) {
      const text = sample();
      expect(validate(JSON.parse(text)), text).toBe(true);
    }
  });

  test("the engine accepts the valid values and no others", async () => {
    const { accepts } = await engineGrammar(grammar);
    for (const value of valid) {
      expect(validate(value), `${JSON.stringify(value)} is a wrong example`).toBe(true);
      expect(accepts(JSON.stringify(value)), JSON.stringify(value)).toBe(true);
    }
    for (const value of invalid) expect(accepts(JSON.stringify(value)), JSON.stringify(value)).toBe(false);
  });
});

test("one space after : and , is allowed, more is not", async () => {
  const { accepts } = await engineGrammar(jsonSchemaGrammar({ type: "object" }));
  expect(accepts('{"a":1,"b":[1,2]}')).toBe(true);
  expect(accepts('{"a": 1, "b": [1, 2]}')).toBe(true);
  expect(accepts('{"a":  1}')).toBe(false);
  expect(accepts(' {"a":1}')).toBe(false);
  expect(accepts('{\n"a":1}')).toBe(false);
});

test("strings never hold lone surrogates, raw controls or unknown escapes", async () => {
  const { accepts } = await engineGrammar(jsonSchemaGrammar({ type: "string" }));
  for (const good of ['"\\u00e9"', '"\\ud83d\\ude00"', '"\\/\\b"', '"\\uFFFF"'])
    expect(accepts(good), good).toBe(true);
  for (const bad of ['"\\ud83d"', '"\\ude00"', '"\\ud83dx"', '"\n"', '"\\x41"', '"a']) {
    expect(accepts(bad), bad).toBe(false);
  }
});

test("escapes count as one character", async () => {
  const { accepts } = await engineGrammar(jsonSchemaGrammar({ type: "string", minLength: 2, maxLength: 2 }));
  expect(accepts('"\\ud83d\\ude00\\n"')).toBe(true);
  expect(accepts('"\\ud83d\\ude00"')).toBe(false);
});
