import type { Dfa } from "../automata/automaton.js";
import { AutomatonTooLarge } from "../automata/automaton-too-large.js";
import { isWorkLeft } from "../automata/budget.js";
import { enumerate, isEverything } from "../automata/dfa.js";
import type { GrammarBuilder } from "../gbnf/builder.js";
import { choice, type Expression, literal } from "../gbnf/expression.js";
import { listNumbers, numberLiteral } from "../json/numbers.js";
import { keyLiteral, stringLiteral } from "../json/strings.js";
import type { Demand } from "./demand.js";
import { emitArray } from "./emit-array.js";
import { emitObject } from "./emit-object.js";
import type { SchemaSets } from "./schema-sets.js";
import { type StringSet, withLength } from "./string-set.js";
import { type Kind, kindsOf, shapeKey, type ValueSet } from "./value-set.js";
import type { Taste, ValueWriter } from "./value-writer.js";

/** Writes grammar rules for the values that satisfy demands. */
export class Emitter implements ValueWriter {
  readonly builder: GrammarBuilder;
  readonly sets: SchemaSets;
  readonly taste: Taste;

  constructor(builder: GrammarBuilder, sets: SchemaSets, taste: Taste) {
    this.builder = builder;
    this.sets = sets;
    this.taste = taste;
  }

  /** A JSON text of a value that satisfies the demand. */
  value(demand: Demand): Expression {
    return this.builder.shared(`value:${demand.join(",")}`, "value", () =>
      this.valueOf(this.sets.valuesOf(demand)),
    );
  }

  /** Alternatives for each kind of value in the set. */
  valueOf(set: ValueSet): Expression {
    const present = kindsOf(set);
    const wanted = present.filter((kind) => this.taste.wantedKinds && set.wanted.has(kind));
    return choice(...(wanted.length > 0 ? wanted : present).flatMap((kind) => this.#ofKind(set, kind)));
  }

  #ofKind(set: ValueSet, kind: Kind): Expression[] {
    switch (kind) {
      case "null":
        return [literal("null")];
      case "boolean":
        return set.booleans.map((value) => literal(String(value)));
      case "number":
        return [numberLiteral(this.builder, set.numbers, this.sets.universe)];
      case "string":
        return [this.#string(set.strings)];
      case "array":
        return set.arrays.map((shape) =>
          this.builder.shared(`array:${shapeKey(shape)}`, "array", () => emitArray(this, shape)),
        );
      case "object":
        return set.objects.map((shape) =>
          this.builder.shared(`object:${shapeKey(shape)}`, "object", () => emitObject(this, shape)),
        );
    }
  }

  #string(strings: StringSet): Expression {
    if (isEverything(strings.dfa)) return stringLiteral(this.builder, strings.dfa, strings.min, strings.max);
    return stringLiteral(this.builder, this.#withLength(strings));
  }

  #withLength(strings: StringSet): Dfa {
    const { leniency } = this.sets;
    if (leniency.strict) return withLength(strings);
    try {
      return withLength(strings);
    } catch (error) {
      if (!(error instanceof AutomatonTooLarge) || !isWorkLeft()) throw error;
      leniency.leave("", "maxLength", "together with a pattern or format it takes too large an automaton");
      return strings.dfa;
    }
  }

  /** A property name out of a set, as a JSON string. */
  key(keys: Dfa): Expression {
    return keyLiteral(this.builder, keys);
  }

  /** JSON texts of all values of a demand when they are scalars and at most `limit`, else undefined. */
  list(demand: Demand, limit: number): string[] | undefined {
    const set = this.sets.valuesOf(demand);
    if (set.arrays.length + set.objects.length > 0) return undefined;
    const numbers = listNumbers(set.numbers, limit);
    const strings = enumerate(withLength(set.strings), limit);
    if (!numbers || !strings) return undefined;
    const constants = [...(set.null ? ["null"] : []), ...set.booleans.map(String)];
    const texts = [...constants, ...numbers, ...strings.map((text) => JSON.stringify(text))];
    return texts.length <= limit ? texts : undefined;
  }
}
