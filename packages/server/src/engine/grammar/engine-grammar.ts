import { parseGrammarRules } from "../../constraints/index.js";
import { Program } from "./program.js";
import { ReadingStore } from "./readings.js";
import { TokenSets } from "./token-sets.js";
import type { TokenTrie } from "./token-trie.js";

/** Stacks and readings that are kept of one grammar; then the next token begins anew. */
const keptReadings = 200_000;

/** A grammar as the engine applies it to tokens; what one answer teaches helps the next. */
export class EngineGrammar {
  readonly trie: TokenTrie;
  readonly #program: Program;
  #sets: TokenSets;

  /** `source` has been checked before: see `checkedGrammar`. */
  constructor(source: string, trie: TokenTrie) {
    this.trie = trie;
    this.#program = new Program(parseGrammarRules(source));
    this.#sets = this.#newSets();
  }

  /** What is known of it; another object when what was known had become too much. */
  get sets(): TokenSets {
    if (this.#sets.store.size > keptReadings) this.#sets = this.#newSets();
    return this.#sets;
  }

  #newSets(): TokenSets {
    return new TokenSets(new ReadingStore(this.#program), this.trie);
  }
}
