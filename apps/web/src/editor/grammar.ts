import { type Problem, problemAt } from "./problem.js";

/**
 * The first problem of a GBNF grammar, by the rules of the project's own server: its parser is plain code without
 * dependencies, loaded when a grammar is first edited.
 */
export async function grammarProblems(source: string): Promise<Problem[]> {
  const { checkGrammar } = await import("@openrouter/server/constraints");
  const fault = checkGrammar(source);
  if (!fault) return [];
  const { reason, line, column } = fault;
  const lines = source.split("\n");
  const before = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0);
  const from = Math.min(
    before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length,
    source.length,
  );
  return [problemAt(source, from, from + 1, `${reason[0]?.toUpperCase()}${reason.slice(1)}.`)];
}
