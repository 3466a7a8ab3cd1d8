import { BoundedCache } from "../../constraints/index.js";
import type { ReadingStore, Readings, Stack } from "./readings.js";
import { type TokenTrie, usualLength } from "./token-trie.js";

/** Bytes of remembered sets. */
const keptBytes = 16_000_000;

/** What can be said of the next token by the top of a stack alone. */
interface Local {
  /** Tokens that stay within the rule on top, or end with it, as bits. */
  readonly tokens: Int32Array;
  /** Nodes of the trie at which the rule ends and tokens go on. */
  readonly exits: readonly number[];
}

/**
 * The tokens that may come next. What depends on the top of the stacks only is worked out once: the tokens of a text
 * in a list are those of a text at the root, but for those that begin with its end and go on.
 */
export class TokenSets {
  readonly store: ReadingStore;
  readonly #trie: TokenTrie;
  readonly #locals = new BoundedCache<Local>(keptBytes);
  /** Whether counts were taken for others that only a token of unusual length tells apart. */
  #rounded = false;
  /** The readings at each depth of a walk. */
  readonly #path: Readings[] = [];

  constructor(store: ReadingStore, trie: TokenTrie) {
    this.store = store;
    this.#trie = trie;
  }

  /** Makes the bits of `tokens` those of the tokens that may come next. */
  fill(tokens: Int32Array, readings: Readings): void {
    this.#rounded = false;
    let isEmpty = true;
    for (const [place, tops] of this.#byPlace(readings)) {
      const { tokens: own, exits } = this.#local(tops);
      if (isEmpty) tokens.set(own);
      else for (let word = 0; word < tokens.length; word++) tokens[word]! |= own[word]!;
      isEmpty = false;
      if (exits.length === 0) continue;
      const outside = this.store.continued(place);
      if (outside.stacks.length === 0) continue;
      for (const node of exits) this.#walk(node, outside, tokens);
    }
    if (isEmpty) tokens.fill(0);
    if (this.#rounded) for (const token of this.#trie.long) this.#decide(tokens, token, readings);
  }

  /** Sets the bit of one token by all of its bytes. */
  #decide(tokens: Int32Array, token: number, readings: Readings): void {
    let next: Readings | undefined = readings;
    for (const byte of this.#trie.textOf(token)) {
      next = this.store.after(next, byte);
      if (!next) break;
    }
    const bit = 1 << (token & 31);
    if (next) tokens[token >>> 5]! |= bit;
    else tokens[token >>> 5]! &= ~bit;
  }

  /** The stacks cut off where nothing counts any more; by the place where they go on. */
  #byPlace({ stacks }: Readings): Map<Stack, Stack[]> {
    const places = new Map<Stack, Stack[]>();
    for (const stack of stacks) {
      const counts: Stack[] = [];
      let place = stack.below!;
      for (; this.#isRepeat(place); place = place.below!) counts.push(place);
      const below = counts.reduceRight(
        (under, { state, count }) => this.store.push(state, this.#near(state, count), under),
        this.store.unknown,
      );
      const tops = places.get(place) ?? [];
      tops.push(this.store.push(stack.state, 0, below));
      places.set(place, tops);
    }
    return places;
  }

  #isRepeat({ state }: Stack): boolean {
    return state >= 0 && this.store.program.states[state]!.type === "repeat";
  }

  /** A count that is as good as another for all that a token of the usual length can do. */
  #near(index: number, count: number): number {
    const state = this.store.program.states[index]!;
    if (state.type !== "repeat") return count;
    const isBelow = count < state.min;
    if ((isBelow ? state.min : state.max) - count <= usualLength) return count;
    this.#rounded = true;
    return isBelow ? 0 : state.min;
  }

  #local(tops: Stack[]): Local {
    const readings = this.store.of(tops);
    const key = String(readings.id);
    let local = this.#locals.get(key);
    if (!local) {
      const tokens = new Int32Array(Math.ceil(this.#trie.vocabularySize / 32));
      const exits: number[] = [];
      this.#walk(0, readings, tokens, exits);
      local = { tokens, exits };
      this.#locals.set(key, local, tokens.byteLength + 8 * exits.length);
    }
    return local;
  }

  /** Sets the bits of the tokens below a node that are read on from there. */
  #walk(from: number, readings: Readings, tokens: Int32Array, exits?: number[]): void {
    const { byte, depth, end, firstToken, tokens: tokensOf } = this.#trie;
    const path = this.#path;
    path[depth[from]!] = readings;
    const last = end[from]!;
    for (let node = from + 1; node < last; ) {
      const next = this.store.after(path[depth[node]! - 1]!, byte[node]!);
      if (!next) {
        node = end[node]!;
        continue;
      }
      for (let at = firstToken[node]!; at < firstToken[node + 1]!; at++) {
        const token = tokensOf[at]!;
        tokens[token >>> 5]! |= 1 << (token & 31);
      }
      if (next.leaves && end[node]! > node + 1) exits?.push(node);
      path[depth[node]!] = next;
      node = next.stacks.length === 0 ? end[node]! : node + 1;
    }
  }
}
