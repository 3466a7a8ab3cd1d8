import { parseGrammar } from "./gbnf/parse.js";
import { jsonSchemaGrammar } from "./json-schema.js";
import { pythonGrammar } from "./python/grammar.js";

/** The `response_format` of a request. */
export type ResponseFormat =
  | { type: "text" }
  | { type: "json_object" }
  | { type: "json_schema"; json_schema: { schema?: unknown; strict?: boolean | null | undefined } }
  | { type: "grammar"; grammar: string }
  | { type: "python" };

/**
 * The GBNF grammar that an answer in the format has to match; undefined when any text will do.
 * `strict` makes no difference: what can be enforced is enforced. A `json_schema` without a schema means any JSON value.
 *
 * Throws UnsupportedSchemaError (its path begins with `/response_format/json_schema/schema`) and GrammarError.
 */
export function responseFormatGrammar(format: ResponseFormat): string | undefined {
  switch (format.type) {
    case "text":
      return undefined;
    case "json_object":
      return jsonSchemaGrammar({ type: "object" });
    case "json_schema":
      return jsonSchemaGrammar(format.json_schema.schema ?? {}, {
        path: "/response_format/json_schema/schema",
      });
    case "grammar":
      parseGrammar(format.grammar);
      return format.grammar;
    case "python":
      return pythonGrammar();
  }
}
