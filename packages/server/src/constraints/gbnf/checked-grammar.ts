import type { GrammarError } from "../errors.js";
import { parseGrammar } from "./parse.js";

declare const checked: unique symbol;

/** GBNF text that is known to be sound and affordable: the engine takes it without looking at it again. */
export type CheckedGrammar = string & { readonly [checked]: true };

/** The source, once it was found that an engine can take it. Throws {@link GrammarError}. */
export function checkedGrammar(source: string): CheckedGrammar {
  parseGrammar(source);
  return source as CheckedGrammar;
}
