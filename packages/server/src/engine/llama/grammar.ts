import koffi from "koffi";
import type { Bindings } from "./bindings.js";
import type { LlamaModel } from "./model.js";
import type { Pointer } from "./structures.js";

/** What an answer in the making must match; the library's own reading of GBNF. */
export class LlamaGrammar {
  readonly #native: Bindings;
  readonly #pointer: Pointer;
  readonly #candidates: Candidates;

  /** Throws when the library refuses the grammar. */
  constructor(native: Bindings, model: LlamaModel, candidates: Candidates, source: string) {
    const pointer = native.newGrammar(model.vocabulary, source, "root");
    if (!pointer) throw new Error("the library can't read it");
    this.#native = native;
    this.#pointer = pointer;
    this.#candidates = candidates;
  }

  allows(token: number): boolean {
    this.#candidates.setOne(token);
    this.#native.applySampler(this.#pointer, this.#candidates.pointer);
    return this.#candidates.isLeft(0);
  }

  /** Makes −∞ of the logits of all tokens that can't come next. */
  mask(logits: Float32Array): void {
    const count = this.#candidates.setAll(logits);
    this.#native.applySampler(this.#pointer, this.#candidates.pointer);
    this.#candidates.writeBack(logits, count);
  }

  /** Only for a token that is allowed: the library ends the process at any other. */
  accept(token: number): void {
    this.#native.acceptToken(this.#pointer, token);
  }

  dispose(): void {
    this.#native.freeSampler(this.#pointer);
  }
}

/** `{ int32 id; float logit; float p }` */
const candidateSize = 3;

/** The library's list of tokens with their logits, in native memory; one for all grammars. */
export class Candidates {
  readonly pointer: Pointer;
  readonly #ids: Int32Array;
  readonly #logits: Float32Array;
  readonly #header: BigInt64Array;

  constructor(vocabularySize: number) {
    const bytes = vocabularySize * candidateSize * 4;
    const data = koffi.alloc("uint8_t", bytes) as Pointer;
    const memory = koffi.view(data, bytes);
    this.#ids = new Int32Array(memory);
    this.#logits = new Float32Array(memory);
    // { data; size; selected; sorted }
    this.pointer = koffi.alloc("uint8_t", 32) as Pointer;
    this.#header = new BigInt64Array(koffi.view(this.pointer, 32));
    this.#header[0] = BigInt.asIntN(64, data);
  }

  setOne(token: number): void {
    this.#ids[0] = token;
    this.#logits[1] = 0;
    this.#begin(1);
  }

  /** Those that are possible so far; returns how many. */
  setAll(logits: Float32Array): number {
    let count = 0;
    for (let token = 0; token < logits.length; token++) {
      const logit = logits[token]!;
      if (logit === -Infinity) continue;
      this.#ids[count * candidateSize] = token;
      this.#logits[count * candidateSize + 1] = logit;
      count++;
    }
    this.#begin(count);
    return count;
  }

  isLeft(place: number): boolean {
    return this.#logits[place * candidateSize + 1] !== -Infinity;
  }

  writeBack(logits: Float32Array, count: number): void {
    for (let place = 0; place < count; place++) {
      if (!this.isLeft(place)) logits[this.#ids[place * candidateSize]!] = -Infinity;
    }
  }

  #begin(size: number): void {
    this.#header[1] = BigInt(size);
    this.#header[2] = -1n;
    this.#header[3] = 0n;
  }
}
