import type { Expression, Rules } from "../../src/constraints/gbnf/expression.js";

/** Seeded numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Draws texts of a grammar at random, as a model without any sense would write them. After `patience` tokens
 * it takes the shortest way out.
 */
export function createSampler(rules: Rules, next: () => number, patience = 300): () => string {
  const heights = minimalHeights(rules);
  const height = (expression: Expression): number => heightOf(expression, heights);

  const deepest = 60;
  const write = (expression: Expression, depth: number, out: string[]): void => {
    const patient = out.length < patience && depth < deepest;
    switch (expression.type) {
      case "literal":
        out.push(expression.text);
        return;
      case "chars":
        out.push(pick(expression.set, next));
        return;
      case "reference":
        write(rules.get(expression.name)!, depth + 1, out);
        return;
      case "sequence":
        for (const item of expression.items) write(item, depth, out);
        return;
      case "choice": {
        const lowest = patient ? Number.MAX_SAFE_INTEGER : Math.min(...expression.options.map(height));
        const options = expression.options.filter((option) => height(option) <= lowest);
        write(options[Math.floor(next() * options.length)]!, depth, out);
        return;
      }
      case "repeat": {
        let count = expression.min;
        if (patient) while (count < expression.max && next() < 0.6) count++;
        for (let i = 0; i < count; i++) write(expression.item, depth, out);
        return;
      }
      case "token":
        throw new Error("tokens can't be sampled without a model");
    }
  };
  return () => {
    const out: string[] = [];
    write(rules.get("root")!, 0, out);
    return out.join("");
  };
}

function pick(set: readonly (readonly [number, number])[], next: () => number): string {
  // A range first, so that the few ordinary characters come up beside the many rare ones.
  const scalar = set.filter(([lo, hi]) => !(lo >= 0xd800 && hi <= 0xdfff));
  const ascii = scalar.filter(([lo]) => lo < 0x7f);
  const pool = ascii.length > 0 && next() < 0.8 ? ascii : scalar;
  const [lo, hi] = pool[Math.floor(next() * pool.length)]!;
  const top = ascii.length > 0 && pool === ascii ? Math.min(hi, 0x7e) : hi;
  const code = lo + Math.floor(next() * (top - lo + 1));
  return code >= 0xd800 && code <= 0xdfff ? "\ufffd" : String.fromCodePoint(code);
}

/** How many rules deep the shallowest text of each rule is. */
function minimalHeights(rules: Rules): Map<string, number> {
  const heights = new Map([...rules.keys()].map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, expression] of rules) {
      const found = 1 + heightOf(expression, heights);
      if (found < heights.get(name)!) {
        heights.set(name, found);
        changed = true;
      }
    }
  }
  return heights;
}

function heightOf(expression: Expression, heights: Map<string, number>): number {
  switch (expression.type) {
    case "reference":
      return heights.get(expression.name)!;
    case "sequence":
      return Math.max(0, ...expression.items.map((item) => heightOf(item, heights)));
    case "choice":
      return Math.min(...expression.options.map((option) => heightOf(option, heights)));
    case "repeat":
      return expression.min === 0 ? 0 : heightOf(expression.item, heights);
    default:
      return 0;
  }
}
