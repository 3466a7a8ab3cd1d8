import type { Dfa } from "../automata/automaton.js";
import type { GrammarBuilder } from "../gbnf/builder.js";
import type { Expression } from "../gbnf/expression.js";
import type { Demand } from "./demand.js";
import type { SchemaSets } from "./schema-sets.js";

/** What arrays and objects need of the whole to write what is inside them. */
export interface ValueWriter {
  readonly builder: GrammarBuilder;
  readonly sets: SchemaSets;
  /** Whether to keep to the wanted kinds and to leave out additional properties that nobody asked for. */
  readonly narrow: boolean;
  /** A JSON text of a value that satisfies the demand. */
  value(demand: Demand): Expression;
  /** A property name out of a set, as a JSON string. */
  key(keys: Dfa): Expression;
  /** JSON texts of all values of a demand when they are scalars and at most `limit`, else undefined. */
  list(demand: Demand, limit: number): string[] | undefined;
}
