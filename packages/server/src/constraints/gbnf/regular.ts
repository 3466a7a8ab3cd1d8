import type { Dfa } from "../automata/automaton.js";
import { AutomatonTooLarge, maxStates } from "../automata/automaton-too-large.js";
import { spend, withBudget } from "../automata/budget.js";
import { allChars, intersectChars } from "../automata/char-set.js";
import { Nfa } from "../automata/nfa.js";
import { GrammarBuilder } from "./builder.js";
import { chars, choice, type Expression, type Rules, sequence } from "./expression.js";
import { references } from "./prune.js";

/** Steps that all rules together may take. */
const workLimit = 2_000_000;

/**
 * The same texts with as many rules as possible written as deterministic automata: in these the engine never has to
 * keep more than one reading. A rule that can come to itself again, or needs too large an automaton, stays.
 */
export function withAutomata(rules: Rules): Rules {
  return withBudget(workLimit, () => {
    const recursive = recursiveRules(rules);
    const builder = new GrammarBuilder();
    const prefix = unusedPrefix(rules);
    const automata = new Map<string, Expression>();
    const kept = new Map<string, Expression>();
    const pending = ["root"];
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (kept.has(name)) continue;
      const expression = rewrite(rules.get(name)!, recursive, (part) => {
        const dfa = automatonOf(part, rules);
        if (!dfa) return undefined;
        const known =
          automata.get(dfa.key) ?? builder.include(`${prefix}${automata.size}`, automatonRules(dfa));
        automata.set(dfa.key, known);
        return known;
      });
      kept.set(name, expression);
      for (const other of references(expression)) if (rules.has(other)) pending.push(other);
    }
    return new Map([...kept, ...builder.rules]);
  });
}

type Automaton = (expression: Expression) => Expression | undefined;

/** The largest parts that don't lead to recursion become automata, alternatives of this kind together. */
function rewrite(expression: Expression, recursive: ReadonlySet<string>, automaton: Automaton): Expression {
  const isRegular = (part: Expression) => references(part).every((name) => !recursive.has(name));
  const within = (part: Expression) => rewrite(part, recursive, automaton);
  if (isRegular(expression)) return automaton(expression) ?? expression;
  switch (expression.type) {
    case "sequence":
      return sequence(...expression.items.map(within));
    case "repeat":
      return { ...expression, item: within(expression.item) };
    case "choice": {
      const regular = expression.options.filter(isRegular);
      const others = expression.options.filter((option) => !isRegular(option)).map(within);
      return choice(...(regular.length > 0 ? [within(choice(...regular))] : []), ...others);
    }
    default:
      return expression;
  }
}

function automatonRules(dfa: Dfa): Rules {
  const builder = new GrammarBuilder();
  builder.automaton(dfa, "state", chars);
  return builder.build();
}

function automatonOf(expression: Expression, rules: Rules): Dfa | undefined {
  try {
    const nfa = new Nfa();
    return nfa.determinise(addExpression(nfa, expression, nfa.add(true), rules));
  } catch (error) {
    if (error instanceof AutomatonTooLarge) return undefined;
    throw error;
  }
}

/** Adds an expression in front of what follows it and returns where it begins. Built from the right. */
function addExpression(nfa: Nfa, expression: Expression, rest: number, rules: Rules): number {
  spend(1);
  if (nfa.size > maxStates * 4) throw new AutomatonTooLarge();
  const add = (part: Expression, next: number) => addExpression(nfa, part, next, rules);
  switch (expression.type) {
    case "literal":
      return [...expression.text].reduceRight((next, char) => {
        const code = char.codePointAt(0)!;
        const state = nfa.add();
        nfa.edge(state, [[code, code]], next);
        return state;
      }, rest);
    case "chars": {
      const state = nfa.add();
      nfa.edge(state, intersectChars(expression.set, allChars), rest);
      return state;
    }
    case "token":
      throw new AutomatonTooLarge("a token is not a text");
    case "reference":
      return add(rules.get(expression.name)!, rest);
    case "sequence":
      return expression.items.reduceRight((next, item) => add(item, next), rest);
    case "choice": {
      const state = nfa.add();
      for (const option of expression.options) nfa.empty(state, add(option, rest));
      return state;
    }
    case "repeat": {
      const { item, min, max } = expression;
      let next = rest;
      if (max === Number.POSITIVE_INFINITY) {
        next = nfa.add();
        nfa.empty(next, rest);
        nfa.empty(next, add(item, next));
      }
      for (let count = Number.isFinite(max) ? max : min; count > 0; count--) {
        let start = add(item, next);
        if (count > min) {
          const optional = nfa.add();
          nfa.empty(optional, rest);
          nfa.empty(optional, start);
          start = optional;
        }
        next = start;
      }
      return next;
    }
  }
}

/** Rules that can come to themselves again, and all that lead to one. */
function recursiveRules(rules: Rules): Set<string> {
  const users = new Map<string, string[]>([...rules.keys()].map((name) => [name, []]));
  const waiting = new Map<string, number>();
  for (const [name, expression] of rules) {
    const used = new Set(references(expression));
    waiting.set(name, used.size);
    for (const other of used) users.get(other)!.push(name);
  }
  // What refers only to rules already taken off is not recursive; what is left is.
  const ready = [...rules.keys()].filter((name) => waiting.get(name) === 0);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    waiting.delete(name);
    for (const user of users.get(name)!) {
      const left = waiting.get(user)! - 1;
      waiting.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  return new Set(waiting.keys());
}

/** The beginning of names that the rules don't have. */
function unusedPrefix(rules: Rules): string {
  let prefix = "automaton";
  while ([...rules.keys()].some((name) => name.startsWith(prefix))) prefix += "-";
  return prefix;
}
