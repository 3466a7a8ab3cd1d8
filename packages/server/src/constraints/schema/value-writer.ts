import type { Dfa } from "../automata/automaton.js";
import type { GrammarBuilder } from "../gbnf/builder.js";
import type { Expression } from "../gbnf/expression.js";
import type { Demand } from "./demand.js";
import type { SchemaSets } from "./schema-sets.js";

/** Which of the values that a schema allows are not written though they could be. */
export interface Taste {
  /** Whether to keep to the kinds that the schema speaks of. */
  readonly wantedKinds: boolean;
  /** Whether objects that list their properties get no others unless the schema asks for them. */
  readonly closed: boolean;
}

/** What arrays and objects need of the whole to write what is inside them. */
export interface ValueWriter {
  readonly builder: GrammarBuilder;
  readonly sets: SchemaSets;
  readonly taste: Taste;
  /** A JSON text of a value that satisfies the demand. */
  value(demand: Demand): Expression;
  /** A property name out of a set, as a JSON string. */
  key(keys: Dfa): Expression;
  /** JSON texts of all values of a demand when they are scalars and at most `limit`, else undefined. */
  list(demand: Demand, limit: number): string[] | undefined;
}
