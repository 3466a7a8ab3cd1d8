import type { Rules } from "../gbnf/expression.js";
import { parseGrammarRules } from "../gbnf/parse.js";

import { expressionRules } from "./expressions.js";
import { lexicalRules, tokenRules } from "./lexical.js";
import { statementRules } from "./statements.js";

let rules: Rules | undefined;

/**
 * Rules of a large part of Python 3 of which every text parses: statements, functions, classes, loops,
 * exceptions, async, comprehensions, f-strings; blocks nest six deep with four spaces a level.
 */
export function pythonRules(): Rules {
  rules ??= new Map([
    ...parseGrammarRules(`${statementRules()}\n${expressionRules()}${tokenRules}`),
    ...lexicalRules(),
  ]);
  return rules;
}
