import { BoundedCache } from "./bounded-cache.js";
import { UnsupportedSchemaError } from "./errors.js";
import type { Rules } from "./gbnf/expression.js";
import { type JsonSchemaOptions, type SchemaRules, schemaRules } from "./json-schema.js";
import { validator } from "./validate.js";

type Outcome = SchemaRules | { error: UnsupportedSchemaError };

/** Rules kept at most, all schemas together. */
const keptRules = 200_000;

/** Characters of schemas for which there was no time once. */
const keptHurried = 8_000_000;

/** Gives the rules of a schema that is part of a demand. */
export type RulesOfSchema = (schema: unknown, options: JsonSchemaOptions) => Rules;

/** What a grammar doesn't say of the schemas that it was made of. */
export interface Gaps {
  /** In words, each with its JSON pointer in the request. */
  warnings: string[];
  /** JSON pointers in the request of those of which something shows only in a finished answer. */
  incomplete: string[];
  /** Whether with more time there would be fewer. */
  hurried: boolean;
}

/** Turns schemas into rules and remembers them: the tools of one request are mostly those of the next. */
export class SchemaCompiler {
  readonly #known = new BoundedCache<Outcome>(keptRules);
  /** Those for which there was no time once. */
  readonly #hurried = new BoundedCache<true>(keptHurried);

  /** See {@link schemaRules}. Adds what the rules don't say to `gaps`. */
  rules(schema: unknown, { path = "", ...options }: JsonSchemaOptions, gaps: Gaps): Rules {
    const key = JSON.stringify([options, schema]);
    let outcome = this.#known.get(key);
    if (!outcome) {
      outcome = compile(schema, options);
      // The machine may have been busy; one that takes too long a second time would do so again.
      const again = "rules" in outcome && outcome.hurried && !this.#hurried.get(key);
      if (again) this.#hurried.set(key, true, key.length);
      else this.#known.set(key, outcome, "rules" in outcome ? outcome.rules.size : 1);
    }
    if ("error" in outcome) {
      const { error } = outcome;
      throw new UnsupportedSchemaError(path + error.path, error.keyword, error.reason);
    }
    for (const warning of outcome.warnings) gaps.warnings.push(`${path}${warning.path}: ${warning.text}`);
    if (outcome.incomplete) gaps.incomplete.push(path);
    gaps.hurried ||= outcome.hurried;
    return outcome.rules;
  }
}

/** What is left to the end has to be decided there. */
function requireValidator(schema: unknown): void {
  try {
    validator(schema);
  } catch (error) {
    const reason = `not all of it can be enforced, and the rest can't be validated: ${(error as Error).message}`;
    throw new UnsupportedSchemaError("", "schema", reason);
  }
}

function compile(schema: unknown, options: JsonSchemaOptions): Outcome {
  try {
    const result = schemaRules(schema, options);
    if (result.incomplete) requireValidator(schema);
    return result;
  } catch (error) {
    if (error instanceof UnsupportedSchemaError) return { error };
    throw error;
  }
}
