import type { Expression, Rules } from "./expression.js";
import { maxRepetition, maxRules } from "./limits.js";
import { prune, usersOf } from "./prune.js";

/** Where a rule is defined and what it refers to, in code points from the start of the source. */
export interface Positions {
  readonly rules: Map<string, number>;
  readonly references: { name: string; at: number }[];
}

type FailAt = (at: number, reason: string) => never;

/** Everything about a grammar that shows only when all of it has been read. */
export function checkRules(rules: Rules, positions: Positions, failAt: FailAt): void {
  const undefinedReference = positions.references.find(({ name }) => !rules.has(name));
  if (undefinedReference)
    failAt(undefinedReference.at, `the rule "${undefinedReference.name}" is not defined`);
  if (!rules.has("root")) failAt(0, 'the grammar has no rule "root", where an answer begins');
  const at = (name: string) => positions.rules.get(name)!;
  for (const [name, expression] of rules) {
    if (weight(expression) > maxRepetition) {
      failAt(at(name), `the repetitions in "${name}" multiply to more than ${maxRepetition} copies`);
    }
  }
  const total = [...rules.values()].reduce((sum, expression) => sum + symbols(expression), 0);
  if (total > maxRules * 4)
    failAt(0, `the grammar grows to ${total} symbols; at most ${maxRules * 4} are accepted`);
  for (const [name, expression] of rules) {
    if (repeatsEmpty(expression, rules))
      failAt(at(name), `"${name}" repeats something that may be empty without end`);
  }
  const recursive = leftRecursion(rules);
  if (recursive) failAt(at(recursive), `the rule "${recursive}" is left-recursive: it can begin with itself`);
  const pruned = prune(rules);
  if (!pruned) failAt(at("root"), 'no text matches "root": its recursion has no end');
}

/** The largest product of repetition counts along a path: the engine writes the copies out. */
function weight(expression: Expression): number {
  switch (expression.type) {
    case "sequence":
      return expression.items.reduce((most, item) => Math.max(most, weight(item)), 1);
    case "choice":
      return expression.options.reduce((most, option) => Math.max(most, weight(option)), 1);
    case "repeat": {
      const times = Number.isFinite(expression.max) ? expression.max : expression.min;
      return inner(expression.item) * Math.max(1, times);
    }
    default:
      return 1;
  }
}

/** A repeated group counts with all the rules that the engine makes of what is in it. */
function inner(expression: Expression): number {
  return expression.type === "sequence" || expression.type === "choice"
    ? Math.max(1, madeRules(expression))
    : weight(expression);
}

function madeRules(expression: Expression): number {
  switch (expression.type) {
    case "sequence":
      return 1 + expression.items.reduce((sum, item) => sum + nestedRules(item), 0);
    case "choice":
      return 1 + expression.options.reduce((sum, option) => sum + nestedRules(option), 0);
    default:
      return nestedRules(expression);
  }
}

function nestedRules(expression: Expression): number {
  if (expression.type === "repeat") {
    const optional = Number.isFinite(expression.max) ? expression.max - expression.min : 1;
    return (
      optional +
      (expression.item.type === "sequence" || expression.item.type === "choice"
        ? madeRules(expression.item)
        : 0)
    );
  }
  if (expression.type === "choice") return madeRules(expression);
  if (expression.type === "sequence")
    return expression.items.reduce((sum, item) => sum + nestedRules(item), 0);
  return 0;
}

/** The engine takes this for left recursion. */
function repeatsEmpty(expression: Expression, rules: Rules): boolean {
  switch (expression.type) {
    case "sequence":
      return expression.items.some((item) => repeatsEmpty(item, rules));
    case "choice":
      return expression.options.some((option) => repeatsEmpty(option, rules));
    case "repeat": {
      const { item } = expression;
      const body = item.type === "reference" ? rules.get(item.name)! : item;
      const empty = isPlainlyEmpty(body) || (item.type === "repeat" && item.min === 0);
      return (empty && expression.max === Number.POSITIVE_INFINITY) || repeatsEmpty(item, rules);
    }
    default:
      return false;
  }
}

/** Whether the expression, or one of its alternatives, consists of nothing. */
function isPlainlyEmpty(expression: Expression): boolean {
  switch (expression.type) {
    case "literal":
      return expression.text === "";
    case "sequence":
      return expression.items.every(isPlainlyEmpty);
    case "choice":
      return expression.options.some(isPlainlyEmpty);
    default:
      return false;
  }
}

function symbols(expression: Expression): number {
  switch (expression.type) {
    case "literal":
      return expression.text.length;
    case "sequence":
      return expression.items.reduce((sum, item) => sum + symbols(item), 0);
    case "choice":
      return expression.options.reduce((sum, option) => sum + symbols(option), 1);
    case "repeat":
      return (
        symbols(expression.item) *
        Math.max(1, Number.isFinite(expression.max) ? expression.max : expression.min)
      );
    default:
      return 1;
  }
}

function leftRecursion(rules: Rules): string | undefined {
  const nullable = nullableRules(rules);
  const state = new Map<string, "open" | "done">();
  for (const start of rules.keys()) {
    // Depth first without the call stack: a grammar may chain thousands of rules.
    const path: { name: string; next: string[] }[] = [];
    const enter = (name: string) => {
      state.set(name, "open");
      path.push({ name, next: firstReferences(rules.get(name)!, nullable) });
    };
    if (!state.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.next.pop();
      if (next === undefined) {
        state.set(top.name, "done");
        path.pop();
      } else if (state.get(next) === "open") return next;
      else if (!state.has(next)) enter(next);
    }
  }
  return undefined;
}

/** Rules that can be empty. Each rule is looked at again only when one that it uses turns out so. */
function nullableRules(rules: Rules): Set<string> {
  const users = usersOf(rules);
  const nullable = new Set<string>();
  const pending = [...rules.keys()];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (nullable.has(name) || !isNullable(rules.get(name)!, nullable)) continue;
    nullable.add(name);
    for (const user of users.get(name) ?? []) pending.push(user);
  }
  return nullable;
}

function isNullable(expression: Expression, nullable: ReadonlySet<string>): boolean {
  switch (expression.type) {
    case "literal":
      return expression.text === "";
    case "reference":
      return nullable.has(expression.name);
    case "sequence":
      return expression.items.every((item) => isNullable(item, nullable));
    case "choice":
      return expression.options.some((option) => isNullable(option, nullable));
    case "repeat":
      return expression.min === 0 || isNullable(expression.item, nullable);
    default:
      return false;
  }
}

/** Rules that can be the first thing in an expression; a repetition of something empty counts as one of itself. */
function firstReferences(expression: Expression, nullable: ReadonlySet<string>): string[] {
  switch (expression.type) {
    case "reference":
      return [expression.name];
    case "choice":
      return expression.options.flatMap((option) => firstReferences(option, nullable));
    case "repeat":
      return firstReferences(expression.item, nullable);
    case "sequence": {
      const result: string[] = [];
      for (const item of expression.items) {
        for (const name of firstReferences(item, nullable)) result.push(name);
        if (!isNullable(item, nullable)) break;
      }
      return result;
    }
    default:
      return [];
  }
}
