import type { CheckedGrammar } from "./gbnf/checked-grammar.js";
import { either } from "./gbnf/either.js";
import type { Rules } from "./gbnf/expression.js";
import { printGrammar } from "./gbnf/print.js";
import { type AnswerForm, responseFormatRules } from "./response-format.js";
import { type Gaps, type RulesOfSchema, SchemaCompiler } from "./schema-compiler.js";
import { type ToolCallOptions, toolCallRules } from "./tool-calls.js";

/** All that a request asks of the form of its answer. */
export interface ConstraintDemand {
  format?: AnswerForm | undefined;
  /** Absent when no tool may be called. With `auto` and a format the answer is calls or the format. */
  tools?: ToolCallOptions | undefined;
}

/** What an answer is held to while it is drawn. */
export interface CompiledConstraint {
  grammar: CheckedGrammar;
  /** What of the schemas was ignored or can't be enforced, in words, each with its JSON pointer in the request. */
  warnings: string[];
  /**
   * The schemas that a finished answer may still break, so that it has to be validated, as their JSON pointers in the
   * request: `/response_format/…` or `/tools/<index>/…`.
   */
  incomplete: string[];
  /** Whether with more time there would be fewer: it is not remembered. */
  hurried: boolean;
}

/**
 * Works out what the answer has to match; undefined when any text will do. Not bounded in time by itself: the
 * compiler runs it in a thread that it can end.
 *
 * Throws UnsupportedSchemaError (its path begins with `/response_format` or `/tools/<index>`), GrammarError, and
 * a RangeError for an unknown or missing tool.
 */
export function compileConstraint(
  demand: ConstraintDemand,
  schemas = new SchemaCompiler(),
): CompiledConstraint | undefined {
  const gaps: Gaps = { warnings: [], incomplete: [], hurried: false };
  const rules = answerRules(demand, (schema, options) => schemas.rules(schema, options, gaps));
  if (!rules) return undefined;
  return { grammar: printGrammar(rules) as CheckedGrammar, ...gaps };
}

function answerRules({ format, tools }: ConstraintDemand, ofSchema: RulesOfSchema): Rules | undefined {
  if (!tools) return format && responseFormatRules(format, ofSchema);
  if (tools.choice !== "auto") return toolCallRules(tools, ofSchema);
  const formatted = format && responseFormatRules(format, ofSchema);
  if (!formatted) return toolCallRules(tools, ofSchema);
  return either(toolCallRules({ ...tools, choice: "required" }, ofSchema), formatted);
}
