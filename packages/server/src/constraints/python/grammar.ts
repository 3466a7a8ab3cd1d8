import { parseGrammarRules } from "../gbnf/parse.js";
import { printGrammar } from "../gbnf/print.js";
import { expressionRules } from "./expressions.js";
import { lexicalRules, tokenRules } from "./lexical.js";
import { statementRules } from "./statements.js";

let grammar: string | undefined;

/**
 * A GBNF grammar of a large part of Python 3 of which every text parses: statements, functions, classes, loops,
 * exceptions, async, comprehensions, f-strings; blocks nest six deep with four spaces a level.
 */
export function pythonGrammar(): string {
  grammar ??= printGrammar(
    new Map([
      ...parseGrammarRules(`${statementRules()}\n${expressionRules()}${tokenRules}`),
      ...lexicalRules(),
    ]),
  );
  return grammar;
}
