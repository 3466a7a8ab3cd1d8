import type { Dfa } from "../automata/automaton.js";
import type { CharSet } from "../automata/char-set.js";
import { transitions } from "../automata/dfa.js";
import {
  choice,
  type Expression,
  nothing,
  type Rules,
  reference,
  renameReferences,
  sequence,
} from "./expression.js";
import { maxRules } from "./limits.js";

const longestChain = 64;

/** A grammar would need more than {@link maxRules} rules. */
export class GrammarTooLarge extends Error {
  override readonly name = "GrammarTooLarge";
  constructor() {
    super(`it needs a grammar of more than ${maxRules} rules`);
  }
}

/** Collects rules; equal things asked for twice become one rule. */
export class GrammarBuilder {
  readonly rules: Rules = new Map();
  readonly #known = new Map<string, Expression>();

  readonly #pending: (() => void)[] = [];

  /** Adds a rule; its body is made later, so that neither recursion nor depth is a concern. */
  rule(hint: string, body: () => Expression): Expression {
    if (this.rules.size >= maxRules) throw new GrammarTooLarge();
    const name = this.rules.size === 0 ? "root" : `${hint}-${this.rules.size}`;
    this.rules.set(name, nothing);
    this.#pending.push(() => this.rules.set(name, body()));
    return reference(name);
  }

  /** The rule for `key`, made on first use. */
  shared(key: string, hint: string, body: () => Expression): Expression {
    let rule = this.#known.get(key);
    if (!rule) {
      rule = this.rule(hint, body);
      this.#known.set(key, rule);
    }
    return rule;
  }

  /** Rules of one construction: like {@link shared}, with keys that mean something only there. */
  family(hint: string): (key: string, body: () => Expression) => Expression {
    const members = new Map<string, Expression>();
    return (key, body) => {
      const rule = members.get(key) ?? this.rule(hint, body);
      members.set(key, rule);
      return rule;
    };
  }

  /** Completes all rules. The first one added is the root. */
  build(): Rules {
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) next();
    return this.rules;
  }

  /** Adds a complete grammar under names of its own; returns its root. */
  include(prefix: string, rules: Rules): Expression {
    const rename = (name: string) => `${prefix}-${name}`;
    for (const [name, expression] of rules)
      this.rules.set(rename(name), renameReferences(expression, rename));
    if (this.rules.size > maxRules) throw new GrammarTooLarge();
    return reference(rename("root"));
  }

  /** The texts of an automaton, each character written as `write` says. */
  automaton(dfa: Dfa, kind: string, write: (chars: CharSet) => Expression): Expression {
    const key = `${kind}:${dfa.key}`;
    const known = this.#known.get(key);
    if (known) return known;
    const states = dfa.states.map((state) => ({
      accept: state.accept,
      next: transitions(state),
      entries: 0,
    }));
    for (const { next } of states) for (const { to } of next) states[to]!.entries++;
    const own = states.map(({ accept, next, entries }, index) => {
      // One way in and one way on: part of a chain, written in place.
      const chained =
        index > 0 && ((accept && next.length === 0) || (!accept && entries === 1 && next.length === 1));
      return chained && index % longestChain !== 0 ? undefined : this.rule(kind, () => body(index));
    });
    const body = (index: number): Expression => {
      const { accept, next } = states[index]!;
      const options = next.map(({ chars, to }) => sequence(write(chars), own[to] ?? body(to)));
      return choice(...options, ...(accept ? [nothing] : []));
    };
    this.#known.set(key, own[0]!);
    return own[0]!;
  }
}
