import type { GrammarError } from "../errors.js";
import { maxReadings, overlyAmbiguousRule } from "./cost.js";
import type { Rules } from "./expression.js";
import { readGrammar } from "./parse.js";
import { printGrammar } from "./print.js";
import { withAutomata } from "./regular.js";

declare const checked: unique symbol;

/** GBNF text that is known to be sound and affordable: the engine takes it without looking at it again. */
export type CheckedGrammar = string & { readonly [checked]: true };

/**
 * The grammar in a form that the engine can take. Throws {@link GrammarError} with line and column for a mistake, and
 * for what would keep the engine busy for too long.
 */
export function checkedGrammar(source: string): CheckedGrammar {
  return printGrammar(checkedRules(source)) as CheckedGrammar;
}

/** The rules of {@link checkedGrammar}. */
export function checkedRules(source: string): Rules {
  const { rules, refuse } = readGrammar(source);
  if (overlyAmbiguousRule(rules) === undefined) return rules;
  const simpler = withAutomata(rules);
  const rule = overlyAmbiguousRule(simpler);
  if (rule === undefined) return simpler;
  return refuse(
    rule,
    `texts of "${rule}" can be read in more than ${maxReadings} ways at the same time; let its alternatives begin differently`,
  );
}
