import type { Dfa } from "./automaton.js";
import { spend } from "./budget.js";
import { allChars, type CharSet, intersectChars } from "./char-set.js";
import { buildDfa } from "./dfa.js";
import { notWordChars, wordChars } from "./word-chars.js";

/** What stands on one side of a place in a text; both ends of the text count as `other`. */
export type Side = "word" | "other";

export const sides: readonly Side[] = ["word", "other"];
export const charsOfSide = { word: wordChars, other: intersectChars(notWordChars, allChars) };

/** What stands on both sides of the place where an empty edge may be taken; absent: anything. */
export interface Condition {
  before?: Side;
  after?: Side;
}

interface Edge {
  lo: number;
  hi: number;
  to: number;
}

interface NfaState {
  accept: boolean;
  empty: { to: number; when: Condition }[];
  edges: Edge[];
}

/** A nondeterministic automaton under construction. */
export class Nfa {
  readonly #states: NfaState[] = [];
  /** Whether an empty edge has a condition. */
  #conditional = false;

  get conditional(): boolean {
    return this.#conditional;
  }

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

  empty(from: number, to: number, when: Condition = {}): void {
    this.#states[from]!.empty.push({ to, when });
    if (when.before ?? when.after) this.#conditional = true;
  }

  /** A state that goes on to what `make` makes for each side that may stand before it. */
  bySide(make: (before: Side) => number): number {
    if (!this.#conditional) return make("other");
    const state = this.add();
    for (const before of sides) this.empty(state, make(before), { before });
    return state;
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

  /** Whether the text may end here. */
  acceptsEmpty(state: number, before: Side): boolean {
    return this.#accepts(this.#closure([state], { before, after: "other" }));
  }

  /** @param before what stands before the texts */
  determinise(start: number, before: Side = "other"): Dfa {
    if (!this.#conditional) {
      return buildDfa(this.#closure([start]), String, (subset) => ({
        accept: this.#accepts(subset),
        edges: this.#step(this.#edges(subset)),
      }));
    }
    return buildDfa(
      { subset: this.#closure([start]), before },
      (state) => `${state.before} ${state.subset}`,
      (state) => ({
        accept: this.#accepts(this.#closure(state.subset, { before: state.before, after: "other" })),
        edges: sides.flatMap((after) => {
          const edges = this.#edges(this.#closure(state.subset, { before: state.before, after }));
          const clipped = edges.flatMap(({ lo, hi, to }) =>
            intersectChars([[lo, hi]], charsOfSide[after]).map(([from, until]) => ({
              lo: from,
              hi: until,
              to,
            })),
          );
          return this.#step(clipped).map((edge) => ({ ...edge, to: { subset: edge.to, before: after } }));
        }),
      }),
    );
  }

  #accepts(subset: readonly number[]): boolean {
    return subset.some((index) => this.#states[index]!.accept);
  }

  #edges(subset: readonly number[]): Edge[] {
    return subset.flatMap((index) => this.#states[index]!.edges);
  }

  /** Where the edges lead, all that a character can take at once. */
  #step(edges: readonly Edge[]): { lo: number; hi: number; to: number[] }[] {
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

  /** The states that are reached without a character, at a place of which `place` is known. */
  #closure(start: readonly number[], place: Condition = {}): number[] {
    const seen = new Set(start);
    spend(start.length);
    for (const index of seen) {
      for (const { to, when } of this.#states[index]!.empty) if (holds(when, place)) seen.add(to);
    }
    spend(seen.size);
    return [...seen].sort((a, b) => a - b);
  }
}

function holds(when: Condition, place: Condition): boolean {
  return sidesOf.every((side) => when[side] === undefined || when[side] === place[side]);
}

const sidesOf = ["before", "after"] as const;
