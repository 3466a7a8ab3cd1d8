import { AutomatonTooLarge } from "./automata/automaton-too-large.js";
import { OutOfTime, withBudget, withDeadline, withTimeShare } from "./automata/budget.js";
import { UnenforceableSchemaError, UnsupportedSchemaError } from "./errors.js";
import { GrammarBuilder, GrammarTooLarge } from "./gbnf/builder.js";
import type { CheckedGrammar } from "./gbnf/checked-grammar.js";
import type { Rules } from "./gbnf/expression.js";
import { printGrammar } from "./gbnf/print.js";
import { prune } from "./gbnf/prune.js";
import { both, type Demand } from "./schema/demand.js";
import { Emitter } from "./schema/emit.js";
import { Leniency, type Warning } from "./schema/leniency.js";
import { outline } from "./schema/outline.js";
import { SchemaSets } from "./schema/schema-sets.js";
import type { Taste } from "./schema/value-writer.js";

/** Steps that one schema may take: a second or two of work at the very most. */
const work = 5_000_000;

export interface JsonSchemaOptions {
  /** JSON pointer of the schema in the request: it stands before the paths in errors. `""` when absent. */
  path?: string;
  /** Whether only JSON objects are wanted, whatever else the schema allows. `false` when absent. */
  objectOnly?: boolean;
  /**
   * Whether unknown keywords and formats are refused instead of ignored, and what can't be enforced instead of left to
   * a validation of the finished value. `false` when absent.
   */
  strict?: boolean;
  /**
   * Whether an object that lists its properties and doesn't speak of others gets only those. As `strict` when absent:
   * the specification allows others.
   */
  closed?: boolean;
}

/** Rules of a schema, and what of it they don't say. */
export interface SchemaRules {
  rules: Rules;
  warnings: readonly Warning[];
  /** Whether some of it shows only in a finished answer, which has to be validated then. */
  incomplete: boolean;
  /** Whether with more time they would have said more. */
  hurried: boolean;
}

/**
 * A GBNF grammar whose every text is a JSON value that validates against the schema (draft 2020-12; the tuples,
 * `definitions` and `dependencies` of earlier drafts are read too), as far as {@link schemaRules} finds it complete.
 *
 * Throws {@link UnsupportedSchemaError} for a schema that is wrong and for one that no value satisfies; with `strict`
 * for what can't be enforced and for unknown keywords and formats too.
 */
export function jsonSchemaGrammar(schema: unknown, options: JsonSchemaOptions = {}): CheckedGrammar {
  return printGrammar(schemaRules(schema, options).rules) as CheckedGrammar;
}

/**
 * The rules of {@link jsonSchemaGrammar}, to be part of a larger grammar. Without `strict`, what would take too much work
 * or time is left to a validation of the finished value: first all but the outline of the schema, then all of it.
 */
export function schemaRules(
  schema: unknown,
  { path = "", objectOnly = false, strict = false, closed = strict }: JsonSchemaOptions = {},
): SchemaRules {
  try {
    const shape = { objectOnly, closed };
    if (!strict) return approximated(schema, shape);
    const rules = withBudget(work, () => compile(schema, shape, new Leniency(true)));
    return { ...rules, hurried: false };
  } catch (error) {
    if (error instanceof UnsupportedSchemaError) {
      throw new UnsupportedSchemaError(path + error.path, error.keyword, error.reason);
    }
    if (error instanceof GrammarTooLarge || error instanceof AutomatonTooLarge) {
      throw new UnsupportedSchemaError(path, "schema", `${error.message}; lower its bounds or split it`);
    }
    if (error instanceof RangeError)
      throw new UnsupportedSchemaError(path, "schema", "it is nested too deeply");
    throw error;
  }
}

/** What is wanted besides the schema. */
interface Shape {
  objectOnly: boolean;
  closed: boolean;
}

/** The rules of as much of a schema as can be had. */
function approximated(schema: unknown, shape: Shape): SchemaRules {
  let left: { reason: string; hurried: boolean } | undefined;
  for (const wanted of [() => schema, () => outline(schema)]) {
    const leniency = leaving(left?.reason);
    try {
      const rules = withTimeShare(0.5, () => withBudget(work, () => compile(wanted(), shape, leniency)));
      return { ...rules, hurried: left?.hurried ?? false };
    } catch (error) {
      const reason = tooMuch(error);
      if (reason === undefined) throw error;
      left = { reason: left?.reason ?? reason, hurried: left?.hurried || error instanceof OutOfTime };
    }
  }
  return { ...anyRules(shape, leaving(left?.reason)), hurried: left?.hurried ?? false };
}

/** Leniency that has let be what there is a reason for. */
function leaving(reason: string | undefined): Leniency {
  const leniency = new Leniency(false);
  if (reason !== undefined) leniency.leave("", "schema", reason);
  return leniency;
}

/** Of any value, however little time there is. */
function anyRules(shape: Shape, leniency: Leniency): Omit<SchemaRules, "hurried"> {
  const any = shape.objectOnly ? { type: "object" } : {};
  return withDeadline(Number.POSITIVE_INFINITY, () => compile(any, shape, leniency));
}

/** Why it was too much; undefined: something else is wrong. */
function tooMuch(error: unknown): string | undefined {
  if (error instanceof OutOfTime) return "it takes too long to turn into a grammar";
  if (error instanceof UnenforceableSchemaError) return error.reason;
  if (error instanceof GrammarTooLarge || error instanceof AutomatonTooLarge) return error.message;
  return error instanceof RangeError ? "it is nested too deeply" : undefined;
}

function compile(
  schema: unknown,
  { objectOnly, closed }: Shape,
  leniency: Leniency,
): Omit<SchemaRules, "hurried"> {
  const sets = new SchemaSets(schema, leniency);
  const own = sets.demandOf(schema, "");
  const demand = objectOnly ? both(own, sets.demandOf({ type: "object" }, "")) : own;
  const rules =
    emit(sets, demand, { closed, wantedKinds: true }) ??
    emit(sets, demand, { closed: false, wantedKinds: false });
  if (!rules && sets.narrowed) {
    throw new UnenforceableSchemaError(
      "",
      "schema",
      "a grammar can't describe strings that are not of a format",
    );
  }
  if (!rules) throw sets.contradiction ?? new UnsupportedSchemaError("", "schema", "no value satisfies it");
  return { rules, warnings: leniency.warnings(), incomplete: leniency.incomplete };
}

function emit(sets: SchemaSets, demand: Demand, taste: Taste): Rules | undefined {
  const builder = new GrammarBuilder();
  builder.rule("root", () => new Emitter(builder, sets, taste).value(demand));
  return prune(builder.build());
}
