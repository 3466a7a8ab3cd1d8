import type { EngineGrammar } from "./engine-grammar.js";
import type { Readings } from "./readings.js";
import type { TokenSets } from "./token-sets.js";

/** What an answer in the making must match. */
export class GrammarMatcher {
  readonly #grammar: EngineGrammar;
  readonly #tokens: Int32Array;
  #sets: TokenSets;
  #readings: Readings;

  constructor(grammar: EngineGrammar) {
    this.#grammar = grammar;
    this.#tokens = new Int32Array(Math.ceil(grammar.trie.vocabularySize / 32));
    this.#sets = grammar.sets;
    this.#readings = this.#sets.store.start();
  }

  allows(token: number): boolean {
    const { trie } = this.#grammar;
    if (trie.ends.has(token)) return this.#readings.complete;
    return this.#after(trie.textOf(token)) !== undefined;
  }

  /** Makes −∞ of the logits of all tokens that can't come next. */
  mask(logits: Float32Array): void {
    const tokens = this.#tokens;
    this.#sets.fill(tokens, this.#readings);
    if (this.#readings.complete) for (const token of this.#grammar.trie.ends) addToken(tokens, token);
    for (let word = 0; word < tokens.length; word++) {
      const bits = tokens[word]!;
      if (bits === -1) continue;
      const first = word << 5;
      const last = Math.min(first + 32, logits.length);
      if (bits === 0) {
        logits.fill(-Infinity, first, last);
        continue;
      }
      for (let token = first; token < last; token++) {
        if ((bits & (1 << (token & 31))) === 0) logits[token] = -Infinity;
      }
    }
  }

  /** Only for a token that is allowed and has a text. */
  accept(token: number): void {
    const next = this.#after(this.#grammar.trie.textOf(token));
    if (!next) throw new Error(`the grammar does not allow the token ${token}`);
    const { sets } = this.#grammar;
    this.#readings = sets === this.#sets ? next : sets.store.adopt(next);
    this.#sets = sets;
  }

  /** Undefined for a token without text too: such a one is no part of an answer. */
  #after(text: Uint8Array): Readings | undefined {
    if (text.length === 0) return undefined;
    let readings: Readings | undefined = this.#readings;
    for (const byte of text) {
      readings = this.#sets.store.after(readings, byte);
      if (!readings) return undefined;
    }
    return readings;
  }
}

function addToken(tokens: Int32Array, token: number): void {
  tokens[token >>> 5]! |= 1 << (token & 31);
}
