import { GrammarError, parseGrammar } from "../constraints/index.js";
import { EngineError } from "./types.js";

/** The library says only that a grammar is bad; this says where, if it is a fault that can be pointed at. */
export function locateGrammarError(error: unknown, grammar: string | undefined): unknown {
  if (!(error instanceof EngineError) || error.code !== "invalid_grammar" || grammar === undefined)
    return error;
  try {
    parseGrammar(grammar);
    return error;
  } catch (fault) {
    if (!(fault instanceof GrammarError)) return error;
    const { line, column, message } = fault;
    return new EngineError("invalid_grammar", message, { line, column });
  }
}
