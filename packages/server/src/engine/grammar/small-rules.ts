import { type Expression, type Rules, references, usersOf } from "../../constraints/index.js";

/** Repetitions up to this are written out. */
export const fewTimes = 3;
/** Parts that a small rule has at most. */
const mostParts = 80;
/** Small rules that stand in each other: a long chain of them would be put in place by as deep a recursion. */
const deepest = 40;

/** Rules that are so small that they may stand where they are used, and don't come back to themselves. */
export function smallRules(rules: Rules): Set<string> {
  const users = usersOf(rules);
  const sizes = new Map<string, number>();
  const depths = new Map<string, number>();
  const missing = new Map([...rules].map(([name, body]) => [name, new Set(references(body)).size]));
  const ready = [...missing].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    const body = rules.get(name)!;
    const size = sizeOf(body, sizes);
    const depth = references(body).reduce((most, other) => Math.max(most, depths.get(other) ?? 0), 0) + 1;
    sizes.set(name, size);
    if (size <= mostParts && depth <= deepest) depths.set(name, depth);
    for (const user of users.get(name) ?? []) {
      const left = missing.get(user)! - 1;
      missing.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  return new Set(depths.keys());
}

function sizeOf(expression: Expression, sizes: ReadonlyMap<string, number>): number {
  switch (expression.type) {
    case "literal":
      return expression.text.length;
    case "chars":
    case "token":
      return 1;
    case "reference":
      return sizes.get(expression.name)!;
    case "sequence":
      return expression.items.reduce((sum, item) => sum + sizeOf(item, sizes), 0);
    case "choice":
      return expression.options.reduce((sum, option) => sum + sizeOf(option, sizes), 0);
    case "repeat":
      return (expression.max <= fewTimes ? expression.max : 1) * sizeOf(expression.item, sizes) + 1;
  }
}
