import type { Dfa } from "../automata/automaton.js";
import { AutomatonTooLarge, maxStates } from "../automata/automaton-too-large.js";
import { spend } from "../automata/budget.js";
import {
  allTexts,
  buildDfa,
  complement,
  intersect,
  isEmpty,
  isEverything,
  noTexts,
  union,
} from "../automata/dfa.js";

/** Strings by pattern and length. The length is kept apart because long ranges make large automata. */
export interface StringSet {
  readonly dfa: Dfa;
  /** In code points. */
  readonly min: number;
  readonly max: number;
  /** False when the set holds only part of the strings that the schema allows (a format). */
  readonly exact: boolean;
}

export const allStrings: StringSet = { dfa: allTexts, min: 0, max: Number.POSITIVE_INFINITY, exact: true };
export const noStrings: StringSet = { ...allStrings, dfa: noTexts };

export function stringsOf(dfa: Dfa, exact = true): StringSet {
  return { ...allStrings, dfa, exact };
}

export function intersectStrings(a: StringSet, b: StringSet): StringSet {
  const set = {
    dfa: intersect(a.dfa, b.dfa),
    min: Math.max(a.min, b.min),
    max: Math.min(a.max, b.max),
    exact: a.exact && b.exact,
  };
  return set.min > set.max || isEmpty(set.dfa) ? { ...noStrings, exact: set.exact } : set;
}

export function unionStrings(a: StringSet, b: StringSet): StringSet {
  const exact = a.exact && b.exact;
  if (isEmpty(a.dfa)) return { ...b, exact };
  if (isEmpty(b.dfa)) return { ...a, exact };
  const touching = a.min <= b.max + 1 && b.min <= a.max + 1;
  if (a.dfa.key === b.dfa.key && touching) {
    return { dfa: a.dfa, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max), exact };
  }
  return stringsOf(union(withLength(a), withLength(b)), exact);
}

/** Exact sets only. */
export function complementStrings(set: StringSet): StringSet {
  return stringsOf(complement(withLength(set)));
}

/** False for a set that may hold more than is known of it. */
export function hasNoStrings(set: StringSet): boolean {
  return isEmpty(set.dfa) || (!isEverything(set.dfa) && !holdsLength(set));
}

/** Whether a text of the automaton has a length within the bounds. */
function holdsLength({ dfa, min, max }: StringSet): boolean {
  if (min === 0 && max === Number.POSITIVE_INFINITY) return true;
  let here = new Set([0]);
  // From the minimum on, every reachable state is met within as many steps as there are states.
  for (let length = 0; length <= Math.min(max, min + dfa.states.length); length++) {
    if (length >= min && [...here].some((state) => dfa.states[state]!.accept)) return true;
    spend(here.size);
    here = new Set([...here].flatMap((state) => dfa.states[state]!.edges.map(({ to }) => to)));
  }
  return false;
}

/** The set as one automaton. Throws {@link AutomatonTooLarge}. */
export function withLength({ dfa, min, max }: StringSet): Dfa {
  const longest = longestText(dfa);
  const top = max >= longest ? Number.POSITIVE_INFINITY : max;
  if (min === 0 && top === Number.POSITIVE_INFINITY) return dfa;
  const cap = top === Number.POSITIVE_INFINITY ? min : top + 1;
  if (cap > maxStates) throw new AutomatonTooLarge();
  const identify = ({ state, count }: { state: number; count: number }) => state * (cap + 1) + count;
  return buildDfa({ state: 0, count: 0 }, identify, ({ state, count }) => ({
    accept: dfa.states[state]!.accept && count >= min && count <= top,
    edges:
      count >= top
        ? []
        : dfa.states[state]!.edges.map(({ lo, hi, to }) => ({
            lo,
            hi,
            to: { state: to, count: Math.min(count + 1, cap) },
          })),
  }));
}

/** Length of the longest text; infinite when the automaton has a cycle. */
function longestText(dfa: Dfa): number {
  const waiting = dfa.states.map(() => 0);
  for (const { edges } of dfa.states) for (const { to } of edges) waiting[to]!++;
  const lengths = dfa.states.map(() => 0);
  const ready = waiting[0] === 0 ? [0] : [];
  let done = 0;
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    done++;
    for (const { to } of dfa.states[index]!.edges) {
      lengths[to] = Math.max(lengths[to]!, lengths[index]! + 1);
      if (--waiting[to]! === 0) ready.push(to);
    }
  }
  return done === dfa.states.length ? Math.max(...lengths) : Number.POSITIVE_INFINITY;
}
