import type { Expression, Rules } from "./expression.js";

/**
 * Removes what can never end in a text (a required property whose schema is contradictory, a recursion without
 * an exit) and what the root does not use. Returns undefined when nothing is left.
 */
export function prune(rules: Rules): Rules | undefined {
  const productive = productiveRules(rules);
  if (!productive.has("root")) return undefined;
  const kept: Rules = new Map();
  const pending = ["root"];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (kept.has(name)) continue;
    const expression = restrict(rules.get(name)!, productive)!;
    kept.set(name, expression);
    for (const other of references(expression)) pending.push(other);
  }
  return kept;
}

function productiveRules(rules: Rules): Set<string> {
  const users = usersOf(rules);
  const productive = new Set<string>();
  const pending = [...rules.keys()];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (productive.has(name) || !isProductive(rules.get(name)!, productive)) continue;
    productive.add(name);
    for (const user of users.get(name) ?? []) pending.push(user);
  }
  return productive;
}

/** The rules that refer to each rule. */
export function usersOf(rules: Rules): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  for (const [name, expression] of rules) {
    for (const other of references(expression)) {
      const known = users.get(other);
      if (known) known.add(name);
      else users.set(other, new Set([name]));
    }
  }
  return users;
}

function isProductive(expression: Expression, productive: Set<string>): boolean {
  switch (expression.type) {
    case "literal":
    case "token":
      return true;
    case "chars":
      return expression.set.length > 0;
    case "reference":
      return productive.has(expression.name);
    case "sequence":
      return expression.items.every((item) => isProductive(item, productive));
    case "choice":
      return expression.options.some((option) => isProductive(option, productive));
    case "repeat":
      return expression.min === 0 || isProductive(expression.item, productive);
  }
}

function restrict(expression: Expression, productive: Set<string>): Expression {
  switch (expression.type) {
    case "sequence":
      return { type: "sequence", items: expression.items.map((item) => restrict(item, productive)) };
    case "choice": {
      const options = expression.options
        .filter((option) => isProductive(option, productive))
        .map((option) => restrict(option, productive));
      return options.length === 1 ? options[0]! : { type: "choice", options };
    }
    case "repeat":
      return isProductive(expression.item, productive)
        ? { ...expression, item: restrict(expression.item, productive) }
        : { type: "sequence", items: [] };
    default:
      return expression;
  }
}

/** The names that an expression refers to, each as often as it does; added to `found`. */
export function references(expression: Expression, found: string[] = []): string[] {
  switch (expression.type) {
    case "reference":
      found.push(expression.name);
      break;
    case "sequence":
      for (const item of expression.items) references(item, found);
      break;
    case "choice":
      for (const option of expression.options) references(option, found);
      break;
    case "repeat":
      references(expression.item, found);
  }
  return found;
}
