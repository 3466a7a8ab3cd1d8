import { type CharSet, invert } from "../automata/char-set.js";
import type { Expression, Rules } from "./expression.js";

/** GBNF text of the rules, one a line, `root` first. */
export function printGrammar(rules: Rules): string {
  const names = ["root", ...[...rules.keys()].filter((name) => name !== "root")];
  return `${names.map((name) => `${name} ::= ${printExpression(rules.get(name)!)}`).join("\n")}\n`;
}

export function printExpression(expression: Expression): string {
  switch (expression.type) {
    case "literal":
      return `"${[...expression.text].map((char) => escaped(char.codePointAt(0)!, '"')).join("")}"`;
    case "chars":
      return printChars(expression.set);
    case "token":
      return expression.source;
    case "reference":
      return expression.name;
    case "sequence":
      return expression.items.length === 0 ? '""' : expression.items.map(atom).join(" ");
    case "choice":
      return expression.options
        .map((option) => (option.type === "choice" ? atom(option) : printExpression(option)))
        .join(" | ");
    case "repeat":
      return group(expression.item) + printCount(expression.min, expression.max);
  }
}

function atom(expression: Expression): string {
  return expression.type === "choice" ? `(${printExpression(expression)})` : printExpression(expression);
}

/** What a repetition applies to: the engine takes the last symbol, which a literal of several characters is too. */
function group(expression: Expression): string {
  const simple =
    expression.type === "chars" || expression.type === "reference" || expression.type === "literal";
  return simple ? printExpression(expression) : `(${printExpression(expression)})`;
}

function printCount(min: number, max: number): string {
  if (min === 0 && max === 1) return "?";
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function printChars(set: CharSet): string {
  const open = set.at(-1)?.[1] === 0x10ffff;
  const ranges = open ? invert(set) : set;
  if (open && ranges.length === 0) return ".";
  const body = ranges
    .map(([lo, hi]) => (lo === hi ? escaped(lo, "[]-^") : `${escaped(lo, "[]-^")}-${escaped(hi, "[]-^")}`))
    .join("");
  return `[${open ? "^" : ""}${body}]`;
}

function escaped(code: number, special: string): string {
  const char = String.fromCodePoint(code);
  if (char === "\n") return "\\n";
  if (char === "\r") return "\\r";
  if (char === "\t") return "\\t";
  if (char === "\\") return "\\\\";
  if (special.includes(char))
    return char === "^" || char === "-" ? `\\x${code.toString(16).toUpperCase()}` : `\\${char}`;
  if (code >= 0x20 && code < 0x7f) return char;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
