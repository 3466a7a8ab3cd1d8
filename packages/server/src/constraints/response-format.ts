import type { Dfa } from "./automata/automaton.js";
import { AutomatonTooLarge } from "./automata/automaton-too-large.js";
import { withBudget } from "./automata/budget.js";
import { fromTexts, intersect, isEmpty } from "./automata/dfa.js";
import { regexToDfa } from "./automata/regex.js";
import { RegexError } from "./automata/regex-parser.js";
import { UnsupportedSchemaError } from "./errors.js";
import { GrammarBuilder, GrammarTooLarge } from "./gbnf/builder.js";
import { checkedRules } from "./gbnf/checked-grammar.js";
import { chars, type Rules } from "./gbnf/expression.js";
import { pythonRules } from "./python/grammar.js";
import type { RulesOfSchema } from "./schema-compiler.js";

/** The form of an answer; what the neutral core calls a response format is told in these terms. */
export type AnswerForm =
  | { type: "text" }
  /** With a schema: an object that validates against it. */
  | { type: "json_object"; schema?: unknown }
  | { type: "json_schema"; json_schema: { schema?: unknown; strict?: boolean | null | undefined } }
  | { type: "grammar"; grammar: string }
  | { type: "python" }
  /** The whole answer matches the expression (ECMAScript, flag `u`). */
  | { type: "regex"; pattern: string }
  /** The answer is one of the texts. */
  | { type: "choice"; choices: readonly string[] };

/** The engine's grammars have no character U+0000. */
const drawable = "^[^\\u0000]*$";

/** Steps that a pattern or a list of choices may take. */
const workLimit = 5_000_000;

/**
 * The rules that an answer in the format has to match; undefined when any text will do.
 * A `json_schema` without a schema means any JSON value.
 *
 * Throws {@link UnsupportedSchemaError}, whose path begins with `/response_format`, and GrammarError.
 */
export function responseFormatRules(format: AnswerForm, ofSchema: RulesOfSchema): Rules | undefined {
  switch (format.type) {
    case "text":
      return undefined;
    case "json_object":
      return ofSchema(format.schema ?? { type: "object" }, {
        path: "/response_format/schema",
        objectOnly: true,
      });
    case "json_schema":
      return ofSchema(format.json_schema.schema ?? {}, {
        path: "/response_format/json_schema/schema",
        strict: format.json_schema.strict === true,
      });
    case "grammar":
      return checkedRules(format.grammar);
    case "python":
      return pythonRules();
    case "regex":
      return textRules("/response_format/pattern", "regex", () => regexToDfa(`^(?:${format.pattern})$`));
    case "choice":
      return textRules("/response_format/choices", "choice", () => fromTexts(format.choices));
  }
}

function textRules(path: string, keyword: string, texts: () => Dfa): Rules {
  try {
    const dfa = withBudget(workLimit, () => intersect(texts(), regexToDfa(drawable)));
    if (isEmpty(dfa)) throw new UnsupportedSchemaError(path, keyword, "no text without U+0000 matches it");
    const builder = new GrammarBuilder();
    builder.automaton(dfa, "text", chars);
    return builder.build();
  } catch (error) {
    if (error instanceof RegexError) throw new UnsupportedSchemaError(path, keyword, error.message);
    if (error instanceof AutomatonTooLarge || error instanceof GrammarTooLarge) {
      throw new UnsupportedSchemaError(path, keyword, `${error.message}; make it shorter or simpler`);
    }
    throw error;
  }
}
