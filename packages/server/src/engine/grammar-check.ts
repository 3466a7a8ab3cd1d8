import { GrammarError, parseGrammar } from "../constraints/index.js";
import { EngineError } from "./types.js";

/** Sources that were found good: the grammar of one request is often that of the next. */
const good = new Set<string>();

/**
 * Rejects a grammar that the library would not take, or on which it would hang, and says where its fault is:
 * throws `invalid_grammar` with `line` and `column`.
 */
export function checkGrammar(source: string): void {
  if (good.has(source)) return;
  try {
    parseGrammar(source);
  } catch (fault) {
    if (!(fault instanceof GrammarError)) throw fault;
    const { line, column, message } = fault;
    throw new EngineError("invalid_grammar", message, { line, column });
  }
  if (good.size >= 16) good.clear();
  good.add(source);
}
