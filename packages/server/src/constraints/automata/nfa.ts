import type { Dfa } from "./automaton.js";
import { spend } from "./budget.js";
import type { CharSet } from "./char-set.js";
import { buildDfa } from "./dfa.js";

interface NfaState {
  accept: boolean;
  empty: number[];
  edges: { lo: number; hi: number; to: number }[];
}

/** A nondeterministic automaton under construction. */
export class Nfa {
  readonly #states: NfaState[] = [];

  get size(): number {
    return this.#states.length;
  }

  add(accept = false): number {
    this.#states.push({ accept, empty: [], edges: [] });
    return this.#states.length - 1;
  }

  edge(from: number, chars: CharSet, to: number): void {
    for (const [lo, hi] of chars) this.#states[from]!.edges.push({ lo, hi, to });
  }

  empty(from: number, to: number): void {
    this.#states[from]!.empty.push(to);
  }

  /** Copies a finished automaton in; returns its start. */
  embed(dfa: Dfa): number {
    const offset = this.#states.length;
    for (const { accept, edges } of dfa.states) {
      this.#states.push({
        accept,
        empty: [],
        edges: edges.map(({ lo, hi, to }) => ({ lo, hi, to: to + offset })),
      });
    }
    return offset;
  }

  acceptsEmpty(state: number): boolean {
    return this.#closure([state]).some((index) => this.#states[index]!.accept);
  }

  determinise(start: number): Dfa {
    return buildDfa(this.#closure([start]), String, (subset) => ({
      accept: subset.some((index) => this.#states[index]!.accept),
      edges: this.#step(subset),
    }));
  }

  #step(subset: number[]): { lo: number; hi: number; to: number[] }[] {
    const edges = subset.flatMap((index) => this.#states[index]!.edges);
    const events = edges.flatMap(({ lo, hi, to }) => [
      { at: lo, to, change: 1 },
      { at: hi + 1, to, change: -1 },
    ]);
    events.sort((a, b) => a.at - b.at);
    const active = new Map<number, number>();
    const result: { lo: number; hi: number; to: number[] }[] = [];
    const closures = new Map<string, number[]>();
    for (let i = 0; i < events.length; ) {
      const { at } = events[i]!;
      for (; i < events.length && events[i]!.at === at; i++) {
        const { to, change } = events[i]!;
        const count = (active.get(to) ?? 0) + change;
        if (count === 0) active.delete(to);
        else active.set(to, count);
      }
      if (active.size === 0 || i === events.length) continue;
      const targets = [...active.keys()].sort((a, b) => a - b);
      const key = targets.join(",");
      const to = closures.get(key) ?? this.#closure(targets);
      closures.set(key, to);
      result.push({ lo: at, hi: events[i]!.at - 1, to });
    }
    return result;
  }

  #closure(start: number[]): number[] {
    const seen = new Set(start);
    spend(start.length);
    for (const index of seen) for (const to of this.#states[index]!.empty) seen.add(to);
    spend(seen.size);
    return [...seen].sort((a, b) => a - b);
  }
}
