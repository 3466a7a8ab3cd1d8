import { BoundedCache } from "../bounded-cache.js";
import type { Dfa, DfaState, Edge } from "./automaton.js";
import { spend } from "./budget.js";

/** Hopcroft's algorithm over classes of characters that no state tells apart, then breadth-first numbering. */
export function minimise(input: readonly DfaState[]): Dfa {
  const states = trim(input);
  const { count, table } = alphabet(states);
  const total = states.length + 1; // the last one is the dead state
  const blockOf = partition(states, table, count, total);
  return number(states, blockOf);
}

/** Drops what can't be reached from the start or can't reach an accepting state. */
function trim(states: readonly DfaState[]): readonly DfaState[] {
  const reachable = new Set([0]);
  for (const index of reachable) for (const { to } of states[index]!.edges) reachable.add(to);
  const sources: number[][] = states.map(() => []);
  for (const index of reachable) for (const { to } of states[index]!.edges) sources[to]!.push(index);
  const alive = new Set([...reachable].filter((index) => states[index]!.accept));
  for (const index of alive) for (const source of sources[index]!) alive.add(source);
  if (alive.size === states.length) return states;
  const kept = [0, ...[...alive].filter((index) => index !== 0)];
  const renumbered = new Map(kept.map((index, i) => [index, i]));
  return kept.map((index) => ({
    accept: states[index]!.accept,
    edges: states[index]!.edges.filter(({ to }) => alive.has(to)).map(({ lo, hi, to }) => ({
      lo,
      hi,
      to: renumbered.get(to)!,
    })),
  }));
}

/** Groups characters into classes; `table[state * count + class]` is the target, −1 for none. */
function alphabet(states: readonly DfaState[]): { count: number; table: Int32Array } {
  const cuts = [...new Set(states.flatMap((s) => s.edges.flatMap(({ lo, hi }) => [lo, hi + 1])))].sort(
    (a, b) => a - b,
  );
  const position = new Map(cuts.map((cut, i) => [cut, i]));
  const classes = new Int32Array(cuts.length);
  let count = 1;
  for (const { edges } of states) {
    const seen = new Map<number, Map<number, number>>();
    const regroup = (i: number, target: number) => {
      const targets = seen.get(classes[i]!) ?? new Map<number, number>();
      if (targets.size === 0) {
        seen.set(classes[i]!, targets);
        targets.set(target, classes[i]!);
      }
      const known = targets.get(target) ?? count++;
      targets.set(target, known);
      classes[i] = known;
    };
    let i = 0;
    for (const { lo, hi, to } of edges) {
      for (; i < position.get(lo)!; i++) regroup(i, -1);
      for (; i < position.get(hi + 1)!; i++) regroup(i, to);
    }
    for (; i < cuts.length; i++) regroup(i, -1);
  }
  const table = new Int32Array(states.length * count).fill(-1);
  states.forEach(({ edges }, state) => {
    for (const { lo, hi, to } of edges) {
      for (let i = position.get(lo)!; i < position.get(hi + 1)!; i++) table[state * count + classes[i]!] = to;
    }
  });
  return { count, table };
}

function partition(states: readonly DfaState[], table: Int32Array, count: number, total: number): Int32Array {
  const dead = total - 1;
  const target = (state: number, symbol: number) => {
    const to = state === dead ? -1 : table[state * count + symbol]!;
    return to === -1 ? dead : to;
  };
  // Sources of each (symbol, state) as linked lists.
  const head = new Int32Array(total * count).fill(-1);
  const next = new Int32Array(total * count).fill(-1);
  for (let state = 0; state < total; state++) {
    for (let symbol = 0; symbol < count; symbol++) {
      const cell = target(state, symbol) * count + symbol;
      next[state * count + symbol] = head[cell]!;
      head[cell] = state;
    }
  }
  const blockOf = new Int32Array(total);
  const members = [new Set<number>(), new Set<number>()];
  for (let state = 0; state < total; state++) {
    const block = state !== dead && states[state]!.accept ? 1 : 0;
    blockOf[state] = block;
    members[block]!.add(state);
  }
  const work = [0, 1];
  const waiting = new Set(work);
  while (work.length > 0) {
    const splitter = work.pop()!;
    waiting.delete(splitter);
    const snapshot = [...members[splitter]!];
    spend(snapshot.length);
    for (let symbol = 0; symbol < count; symbol++) {
      const touched = new Map<number, number[]>();
      for (const state of snapshot) {
        for (let s = head[state * count + symbol]!; s !== -1; s = next[s * count + symbol]!) {
          const block = blockOf[s]!;
          const list = touched.get(block);
          if (list) list.push(s);
          else touched.set(block, [s]);
        }
      }
      for (const [block, moved] of touched) {
        if (moved.length === members[block]!.size) continue;
        spend(moved.length);
        const fresh = members.length;
        members.push(new Set(moved));
        for (const state of moved) {
          blockOf[state] = fresh;
          members[block]!.delete(state);
        }
        const smaller = moved.length <= members[block]!.size ? fresh : block;
        const added = waiting.has(block) ? fresh : smaller;
        work.push(added);
        waiting.add(added);
      }
    }
  }
  return blockOf;
}

function number(states: readonly DfaState[], blockOf: Int32Array): Dfa {
  const numbers = new Map([[blockOf[0]!, 0]]);
  const order = [0];
  const result: DfaState[] = [];
  for (let i = 0; i < order.length; i++) {
    const { accept, edges } = states[order[i]!]!;
    const merged: Edge[] = [];
    for (const { lo, hi, to } of edges) {
      const block = blockOf[to]!;
      let index = numbers.get(block);
      if (index === undefined) {
        index = order.length;
        numbers.set(block, index);
        order.push(to);
      }
      const last = merged.at(-1);
      if (last && last.to === index && last.hi + 1 === lo) merged[merged.length - 1] = { ...last, hi };
      else merged.push({ lo, hi, to: index });
    }
    result.push({ accept, edges: merged });
  }
  const key = result
    .map((s) => `${s.accept ? "+" : "-"}${s.edges.map((e) => `${e.lo}.${e.hi}>${e.to}`).join(",")}`)
    .join(";");
  return theSame({ states: result, key });
}

/** Characters of the keys by which automata are known. */
const knownKeys = 8_000_000;
const known = new BoundedCache<Dfa>(knownKeys);

/** One object for equal automata, so that what is worked out of one need not be worked out again. */
function theSame(dfa: Dfa): Dfa {
  const before = known.get(dfa.key);
  if (before) return before;
  known.set(dfa.key, dfa, dfa.key.length);
  return dfa;
}
