import { GrammarError, UnsupportedSchemaError } from "./errors.js";
import { checkedGrammar } from "./gbnf/checked-grammar.js";
import { schemaRules } from "./json-schema.js";

export { GrammarError, UnsupportedSchemaError } from "./errors.js";

/** What the server would say of a schema. */
export interface SchemaVerdict {
  /** Why it would be refused. */
  error?: UnsupportedSchemaError;
  /** What of it would be ignored or left to the end, each with its JSON pointer. */
  warnings: string[];
}

/** Why the server would refuse a GBNF grammar; undefined when it takes it. Runs in browsers too. */
export function checkGrammar(source: string): GrammarError | undefined {
  try {
    checkedGrammar(source);
    return undefined;
  } catch (error) {
    if (error instanceof GrammarError) return error;
    throw error;
  }
}

/**
 * What the server would say of a JSON schema at its default or `strict` level. Runs in browsers too.
 */
export function checkSchema(schema: unknown, { strict = false }: { strict?: boolean } = {}): SchemaVerdict {
  try {
    const { warnings } = schemaRules(schema, { strict });
    return { warnings: warnings.map(({ path, text }) => `${path}: ${text}`) };
  } catch (error) {
    if (error instanceof UnsupportedSchemaError) return { error, warnings: [] };
    throw error;
  }
}
