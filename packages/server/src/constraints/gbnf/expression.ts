import type { CharSet } from "../automata/char-set.js";

/** The right-hand side of a GBNF rule. */
export type Expression =
  | { type: "literal"; text: string }
  | { type: "chars"; set: CharSet }
  | { type: "token"; source: string }
  | { type: "reference"; name: string }
  | { type: "sequence"; items: Expression[] }
  | { type: "choice"; options: Expression[] }
  | { type: "repeat"; item: Expression; min: number; max: number };

/** Rules by name; `root` is the start. */
export type Rules = Map<string, Expression>;

export const nothing: Expression = { type: "sequence", items: [] };

export function literal(text: string): Expression {
  return text === "" ? nothing : { type: "literal", text };
}

export function chars(set: CharSet): Expression {
  return { type: "chars", set };
}

export function reference(name: string): Expression {
  return { type: "reference", name };
}

/** Joins neighbouring literals and drops empty parts. */
export function sequence(...parts: Expression[]): Expression {
  const items: Expression[] = [];
  for (const part of parts.flatMap((p) => (p.type === "sequence" ? p.items : [p]))) {
    const last = items.at(-1);
    if (part.type === "literal" && last?.type === "literal")
      items[items.length - 1] = literal(last.text + part.text);
    else items.push(part);
  }
  return items.length === 1 ? items[0]! : { type: "sequence", items };
}

export function choice(...options: Expression[]): Expression {
  return options.length === 1 ? options[0]! : { type: "choice", options };
}

export function repeat(item: Expression, min: number, max = Number.POSITIVE_INFINITY): Expression {
  return { type: "repeat", item, min, max };
}

export function optional(item: Expression): Expression {
  return repeat(item, 0, 1);
}

export function renameReferences(expression: Expression, rename: (name: string) => string): Expression {
  switch (expression.type) {
    case "reference":
      return reference(rename(expression.name));
    case "sequence":
      return { type: "sequence", items: expression.items.map((item) => renameReferences(item, rename)) };
    case "choice":
      return {
        type: "choice",
        options: expression.options.map((option) => renameReferences(option, rename)),
      };
    case "repeat":
      return { ...expression, item: renameReferences(expression.item, rename) };
    default:
      return expression;
  }
}
