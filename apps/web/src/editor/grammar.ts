import { type Problem, problemAt } from "./problem.js";

/**
 * The first problem of a GBNF grammar, by the rules of the project's own server: its parser is plain code without
 * dependencies, loaded when a grammar is first edited.
 */
export async function checkGrammar(source: string): Promise<Problem[]> {
  const { parseGrammar } = await import("@openrouter/server/gbnf");
  try {
    parseGrammar(source);
    return [];
  } catch (error) {
    const { reason, line, column } = error as { reason?: string; line?: number; column?: number };
    if (line === undefined || column === undefined) throw error;
    const lines = source.split("\n");
    const before = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0);
    const from = Math.min(
      before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length,
      source.length,
    );
    const said = reason ?? String(error);
    return [problemAt(source, from, from + 1, `${said[0]?.toUpperCase()}${said.slice(1)}.`)];
  }
}
