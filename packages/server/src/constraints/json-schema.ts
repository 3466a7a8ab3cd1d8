import { AutomatonTooLarge } from "./automata/dfa.js";
import { UnsupportedSchemaError } from "./errors.js";
import { GrammarBuilder, GrammarTooLarge } from "./gbnf/builder.js";
import type { Rules } from "./gbnf/expression.js";
import { printGrammar } from "./gbnf/print.js";
import { prune } from "./gbnf/prune.js";
import { both } from "./schema/demand.js";
import { Emitter } from "./schema/emit.js";
import { SchemaSets } from "./schema/schema-sets.js";

export interface JsonSchemaOptions {
  /** JSON pointer of the schema in the request: it stands before the paths in errors. `""` when absent. */
  path?: string;
  /** Whether only JSON objects are wanted, whatever else the schema allows. `false` when absent. */
  objectOnly?: boolean;
}

/**
 * A GBNF grammar whose every text is a JSON value that validates against the schema (draft 2020-12; the tuples,
 * `definitions` and `dependencies` of earlier drafts are read too).
 *
 * Throws {@link UnsupportedSchemaError} for a keyword that can't be enforced exactly and for a schema that
 * no value satisfies.
 */
export function jsonSchemaGrammar(schema: unknown, options: JsonSchemaOptions = {}): string {
  return printGrammar(schemaRules(schema, options));
}

/** The rules of {@link jsonSchemaGrammar}, to be part of a larger grammar. */
export function schemaRules(schema: unknown, { path = "", objectOnly = false }: JsonSchemaOptions = {}): Rules {
  try {
    const builder = new GrammarBuilder();
    const sets = new SchemaSets(schema);
    const demand = sets.demandOf(schema, "");
    const emitter = new Emitter(builder, sets);
    builder.rule("root", () => emitter.value(objectOnly ? both(demand, sets.demandOf({ type: "object" }, "")) : demand));
    const rules = prune(builder.build());
    if (!rules) throw sets.contradiction ?? new UnsupportedSchemaError("", "schema", "no value satisfies it");
    return rules;
  } catch (error) {
    if (error instanceof UnsupportedSchemaError) {
      throw new UnsupportedSchemaError(path + error.path, error.keyword, error.reason);
    }
    if (error instanceof GrammarTooLarge || error instanceof AutomatonTooLarge) {
      throw new UnsupportedSchemaError(path, "schema", `${error.message}; lower its bounds or split it`);
    }
    throw error;
  }
}
