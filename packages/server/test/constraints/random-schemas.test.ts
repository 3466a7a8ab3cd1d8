import { expect, test } from "vitest";
import { compileConstraint, parseGrammar, UnsupportedSchemaError } from "../../src/constraints/index.js";
import { engineGrammar, validator } from "./harness.js";
import { schemaMaker } from "./random-schemas.js";
import { createSampler, random } from "./sampler.js";

const DOCUMENTS = 60;

/** Undefined for what a grammar can't say. */
function grammarOf(schema: unknown): string | undefined {
  try {
    const compiled = compileConstraint({ format: { type: "json_schema", json_schema: { schema } } })!;
    return compiled.incomplete.length > 0 ? undefined : compiled.grammar;
  } catch (error) {
    if (error instanceof UnsupportedSchemaError) return undefined;
    throw error;
  }
}

test(`random schemas: what is written validates, or the schema is refused (${DOCUMENTS} schemas)`, async () => {
  let enforced = 0;
  for (let seed = 0; seed < DOCUMENTS; seed++) {
    const next = random(seed);
    const schema = schemaMaker(next).document();
    const validate = validator(schema);
    const grammar = grammarOf(schema);
    if (grammar === undefined) continue;
    enforced++;
    await engineGrammar(grammar);
    const sample = createSampler(parseGrammar(grammar), next, 80);
    for (let i = 0; i < 25; i++) {
      const text = sample();
      expect(validate(JSON.parse(text)), `${seed}: ${text} for ${JSON.stringify(schema)}`).toBe(true);
    }
  }
  expect(enforced).toBeGreaterThan(DOCUMENTS / 3);
}, 120_000);

test("random schemas: the grammar lets no invalid value through", async () => {
  for (let seed = 1000; seed < 1000 + DOCUMENTS; seed++) {
    const next = random(seed);
    const { document, value } = schemaMaker(next);
    const schema = document();
    const grammar = grammarOf(schema);
    if (grammar === undefined) continue;
    const validate = validator(schema);
    const { accepts } = await engineGrammar(grammar);
    for (let i = 0; i < 40; i++) {
      const text = JSON.stringify(value());
      if (accepts(text))
        expect(validate(JSON.parse(text)), `${seed}: ${text} for ${JSON.stringify(schema)}`).toBe(true);
    }
  }
}, 120_000);
