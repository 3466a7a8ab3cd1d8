import { choice, reference, renameReferences } from "../../constraints/gbnf/expression.js";
import { parseGrammar } from "../../constraints/gbnf/parse.js";
import { printGrammar } from "../../constraints/gbnf/print.js";

/** A grammar of the answers that match one of the two. */
export const eitherGrammar = (first: string, second: string): string => {
  const renamed = [first, second].flatMap((source, index) => {
    const rename = (name: string) => `g${index}-${name}`;
    return [...parseGrammar(source)].map(
      ([name, expression]) => [rename(name), renameReferences(expression, rename)] as const,
    );
  });
  return printGrammar(new Map([["root", choice(reference("g0-root"), reference("g1-root"))], ...renamed]));
};
