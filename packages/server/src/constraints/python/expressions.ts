/** Brackets may be nested this deep: the parser of Python has a limit of its own. */
const maxDepth = 6;

/** Rules `expression-0` … by depth of brackets. Chains have limits so that the syntax tree stays shallow. */
export function expressionRules(): string {
  return Array.from({ length: maxDepth + 1 }, (_, depth) => rulesAt(depth)).join("\n");
}

function rulesAt(depth: number): string {
  const rule = (name: string, body: string) => `${name}-${depth} ::= ${body}`;
  const here = (name: string) => `${name}-${depth}`;
  const inner = (name: string) => `${name}-${depth + 1}`;
  const rules = [
    rule("expressions", `${here("expression")} (", " ${here("expression")})*`),
    rule(
      "expression",
      `${here("logic")} (" if " ${here("logic")} " else " ${here("logic")})?${depth < maxDepth ? ` | ${here("lambda")}` : ""}`,
    ),
    rule("logic", `${here("negation")} (" " ("and " | "or ") ${here("negation")}){0,12}`),
    rule("negation", `"not "? ${here("operand")} (comparison ${here("operand")}){0,3}`),
    rule("operand", `${here("unary")} (arithmetic ${here("unary")}){0,12}`),
    rule("unary", `[+~\\x2D]? ${here("primary")}`),
  ];
  const constants = `number | "None" | "True" | "False" | "..."`;
  if (depth === maxDepth) {
    return [
      ...rules,
      rule("primary", `${constants} | (name | string | fstring) ("." name){0,4} | "()" | "[]" | "{}"`),
    ].join("\n");
  }
  return [
    ...rules,
    rule("lambda", `"lambda" (" " ${here("lambda-parameters")})? ": " ${inner("expression")}`),
    rule(
      "lambda-parameters",
      `name (", " name){0,4} (", " ${here("lambda-default")}){0,4} (", *" name)? | ${here("lambda-default")} (", " ${here("lambda-default")}){0,4} | "*" name (", **" name)?`,
    ),
    rule("lambda-default", `name "=" ${inner("expression")}`),
    rule("primary", `${constants} | ${here("atom")} ${here("trailer")}{0,8}`),
    rule("atom", `name | string | fstring | ${here("round")} | ${here("square")} | ${here("curly")}`),
    rule(
      "round",
      `"(" wide (${inner("expression")} (${here("for")} | "," (gap ${inner("expression")} ("," gap ${inner("expression")})* ","?)?)? wide)? ")"`,
    ),
    rule(
      "square",
      `"[" wide (${inner("expression")} (${here("for")} | ("," gap ${inner("expression")})* ","?) wide)? "]"`,
    ),
    rule(
      "curly",
      `"{" wide (("**" ${inner("operand")} ("," gap (${here("pair")} | "**" ${inner("operand")}))* ","? | ${here("pair")} (${here("for")} | ("," gap (${here("pair")} | "**" ${inner("operand")}))* ","?) | ${inner("expression")} (${here("for")} | ("," gap ${inner("expression")})* ","?)) wide)? "}"`,
    ),
    rule("pair", `${inner("expression")} ": " ${inner("expression")}`),
    rule("for", `gap-for "for " names " in " ${inner("logic")} (gap-for "if " ${inner("logic")}){0,2}`),
    rule(
      "trailer",
      `"." name | "(" wide (${here("arguments")} | ${inner("expression")} ${here("for")})? wide ")" | "[" ${here("subscript")} "]"`,
    ),
    rule(
      "arguments",
      `${here("positional")} ("," gap ${here("positional")})* ("," gap ${here("keyword")})* ","? | ${here("keyword")} ("," gap ${here("keyword")})* ","?`,
    ),
    rule("positional", `"*"? ${inner("expression")}`),
    rule("keyword", `name "=" ${inner("expression")} | "**" ${inner("operand")}`),
    rule("subscript", `${here("slice")} (", " ${here("slice")}){0,3}`),
    rule("slice", `${inner("expression")} (${here("bounds")})? | ${here("bounds")}`),
    rule("bounds", `":" ${inner("expression")}? (":" ${inner("expression")}?)?`),
  ].join("\n");
}
