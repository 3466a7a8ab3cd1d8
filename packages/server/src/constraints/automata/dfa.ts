import type { Dfa, DfaState, Edge } from "./automaton.js";
import { AutomatonTooLarge, maxStates } from "./automaton-too-large.js";
import { spend } from "./budget.js";
import { allChars, type CharSet } from "./char-set.js";
import { minimise } from "./minimise.js";

/** Explores a deterministic automaton from `start` and minimises what it finds. */
export function buildDfa<S>(
  start: S,
  identify: (state: S) => string | number,
  describe: (state: S) => { accept: boolean; edges: { lo: number; hi: number; to: S }[] },
): Dfa {
  const numbers = new Map<string | number, number>();
  const found: S[] = [];
  const visit = (state: S): number => {
    const id = identify(state);
    let index = numbers.get(id);
    if (index === undefined) {
      index = found.length;
      if (index >= maxStates) throw new AutomatonTooLarge();
      numbers.set(id, index);
      found.push(state);
    }
    return index;
  };
  visit(start);
  const states: DfaState[] = [];
  for (let i = 0; i < found.length; i++) {
    const { accept, edges } = describe(found[i]!);
    spend(1 + edges.length);
    states.push({
      accept,
      edges: edges.map(({ lo, hi, to }) => ({ lo, hi, to: visit(to) })).sort((a, b) => a.lo - b.lo),
    });
  }
  return minimise(states);
}

export const noTexts: Dfa = minimise([{ accept: false, edges: [] }]);
export const allTexts: Dfa = minimise([
  { accept: true, edges: allChars.map(([lo, hi]) => ({ lo, hi, to: 0 })) },
]);

/** The set that holds the given texts and no others. */
export function fromTexts(texts: Iterable<string>): Dfa {
  const states: { accept: boolean; edges: Edge[] }[] = [{ accept: false, edges: [] }];
  for (const text of texts) {
    let state = states[0]!;
    for (const char of text) {
      const code = char.codePointAt(0)!;
      let edge = state.edges.find(({ lo }) => lo === code);
      if (!edge) {
        edge = { lo: code, hi: code, to: states.length };
        state.edges.push(edge);
        states.push({ accept: false, edges: [] });
        if (states.length > maxStates) throw new AutomatonTooLarge();
      }
      state = states[edge.to]!;
    }
    state.accept = true;
  }
  for (const state of states) state.edges.sort((a, b) => a.lo - b.lo);
  return minimise(states);
}

/** An operation on two sets. What came of it is remembered for as long as both are. */
function operation(accept: (inA: boolean, inB: boolean) => boolean, needsBoth: boolean) {
  const known = new WeakMap<Dfa, WeakMap<Dfa, Dfa>>();
  return (a: Dfa, b: Dfa): Dfa => {
    const ofA = known.get(a) ?? new WeakMap<Dfa, Dfa>();
    known.set(a, ofA);
    const result = ofA.get(b) ?? combine(a, b, accept, needsBoth);
    ofA.set(b, result);
    return result;
  };
}

const inBoth = operation((x, y) => x && y, true);
const inEither = operation((x, y) => x || y, false);
const inFirstOnly = operation((x, y) => x && !y, false);

function combine(a: Dfa, b: Dfa, accept: (inA: boolean, inB: boolean) => boolean, needsBoth: boolean): Dfa {
  const none: readonly Edge[] = [];
  return buildDfa<readonly [number, number]>([0, 0], String, ([p, q]) => {
    const stateA = a.states[p];
    const stateB = b.states[q];
    const edges: { lo: number; hi: number; to: readonly [number, number] }[] = [];
    for (const { lo, hi, targets } of sweep([stateA?.edges ?? none, stateB?.edges ?? none])) {
      const [toA, toB] = targets;
      if (needsBoth ? toA === undefined || toB === undefined : toA === undefined && toB === undefined)
        continue;
      edges.push({ lo, hi, to: [toA ?? -1, toB ?? -1] });
    }
    return { accept: accept(stateA?.accept ?? false, stateB?.accept ?? false), edges };
  });
}

/** Cuts several edge lists at each other's borders: one piece a range, with each list's target there. */
function sweep(lists: (readonly Edge[])[]): { lo: number; hi: number; targets: (number | undefined)[] }[] {
  const cuts = [...new Set(lists.flatMap((edges) => edges.flatMap(({ lo, hi }) => [lo, hi + 1])))].sort(
    (a, b) => a - b,
  );
  const next = lists.map(() => 0);
  const pieces: { lo: number; hi: number; targets: (number | undefined)[] }[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const lo = cuts[i]!;
    const targets = lists.map((edges, list) => {
      while (next[list]! < edges.length && edges[next[list]!]!.hi < lo) next[list]!++;
      const edge = edges[next[list]!];
      return edge && edge.lo <= lo ? edge.to : undefined;
    });
    pieces.push({ lo, hi: cuts[i + 1]! - 1, targets });
  }
  return pieces;
}

export function intersect(a: Dfa, b: Dfa): Dfa {
  if (isEverything(a) || a.key === b.key) return b;
  if (isEverything(b)) return a;
  return inBoth(a, b);
}

export function union(a: Dfa, b: Dfa): Dfa {
  if (isEmpty(a) || a.key === b.key) return b;
  if (isEmpty(b)) return a;
  return inEither(a, b);
}

export function complement(a: Dfa): Dfa {
  return inFirstOnly(allTexts, a);
}

export function subtract(a: Dfa, b: Dfa): Dfa {
  return inFirstOnly(a, b);
}

export function isEmpty(dfa: Dfa): boolean {
  return dfa.key === noTexts.key;
}

export function isEverything(dfa: Dfa): boolean {
  return dfa.key === allTexts.key;
}

export function accepts(dfa: Dfa, text: string): boolean {
  let state = dfa.states[0]!;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const edge = state.edges.find(({ lo, hi }) => lo <= code && code <= hi);
    if (!edge) return false;
    state = dfa.states[edge.to]!;
  }
  return state.accept;
}

/** The texts of the set when there are at most `limit` of them, else undefined. */
export function enumerate(dfa: Dfa, limit: number): string[] | undefined {
  const texts: string[] = [];
  const walk = (index: number, prefix: string, depth: number): boolean => {
    if (depth > dfa.states.length) return false;
    const state = dfa.states[index]!;
    if (state.accept && texts.push(prefix) > limit) return false;
    return state.edges.every(({ lo, hi, to }) => {
      if (hi - lo >= limit) return false;
      for (let code = lo; code <= hi; code++) {
        if (!walk(to, prefix + String.fromCodePoint(code), depth + 1)) return false;
      }
      return true;
    });
  };
  return walk(0, "", 0) ? texts : undefined;
}

/** The edges of a state with ranges that lead to the same place gathered. */
export function transitions(state: DfaState): { chars: CharSet; to: number }[] {
  const byTarget = new Map<number, [number, number][]>();
  for (const { lo, hi, to } of state.edges) {
    const ranges = byTarget.get(to) ?? [];
    const last = ranges.at(-1);
    if (last && last[1] + 1 === lo) last[1] = hi;
    else ranges.push([lo, hi]);
    byTarget.set(to, ranges);
  }
  return [...byTarget].map(([to, chars]) => ({ chars, to }));
}
