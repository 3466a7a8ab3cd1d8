import { BoundedCache } from "./bounded-cache.js";
import { UnsupportedSchemaError } from "./errors.js";
import type { Rules } from "./gbnf/expression.js";
import { type JsonSchemaOptions, schemaRules } from "./json-schema.js";

type Outcome = { rules: Rules } | { error: UnsupportedSchemaError };

/** Rules kept at most, all schemas together. */
const keptRules = 200_000;

/** Turns schemas into rules and remembers them: the tools of one request are mostly those of the next. */
export class SchemaCompiler {
  readonly #known = new BoundedCache<Outcome>(keptRules);

  /** See {@link schemaRules}. */
  rules(schema: unknown, { path = "", ...options }: JsonSchemaOptions): Rules {
    const key = JSON.stringify([options, schema]);
    let outcome = this.#known.get(key);
    if (!outcome) {
      outcome = compile(schema, options);
      this.#known.set(key, outcome, "rules" in outcome ? outcome.rules.size : 1);
    }
    if ("rules" in outcome) return outcome.rules;
    const { error } = outcome;
    throw new UnsupportedSchemaError(path + error.path, error.keyword, error.reason);
  }
}

function compile(schema: unknown, options: JsonSchemaOptions): Outcome {
  try {
    return { rules: schemaRules(schema, options) };
  } catch (error) {
    if (error instanceof UnsupportedSchemaError) return { error };
    throw error;
  }
}
