import type { NativeContext } from "./native.js";

/** A place in the model's memory and the tokens it holds. */
export interface Sequence {
  readonly id: number;
  tokens: number[];
  /**
   * Leading tokens that were evaluated in whole slices counted from the start, so that they are to the last bit what
   * a new evaluation would make them.
   */
  exactLength: number;
  lastUsed: number;
}

export class SequencePool {
  readonly #context: NativeContext;
  readonly #sliceLength: number;
  readonly #free: Sequence[];
  #uses = 0;

  constructor(context: NativeContext, size: number, sliceLength: number) {
    this.#context = context;
    this.#sliceLength = sliceLength;
    this.#free = Array.from({ length: size }, (_, id) => ({ id, tokens: [], exactLength: 0, lastUsed: 0 }));
  }

  get available(): boolean {
    return this.#free.length > 0;
  }

  /** The free sequence that already holds most of the prompt, cut down to what both have in common. */
  acquire(prompt: Uint32Array, exact: boolean): Sequence {
    const usable = (sequence: Sequence) => {
      // The last token of a prompt is always evaluated: it predicts the first of the answer.
      const common = Math.min(commonLength(sequence.tokens, prompt), prompt.length - 1);
      return exact ? this.#wholeSlices(Math.min(common, sequence.exactLength)) : common;
    };
    let best: { sequence: Sequence; kept: number } | undefined;
    for (const sequence of this.#free) {
      const kept = usable(sequence);
      const better =
        best === undefined ||
        kept > best.kept ||
        (kept === best.kept && sequence.lastUsed < best.sequence.lastUsed);
      if (better) best = { sequence, kept };
    }
    if (best === undefined) throw new Error("no sequence is free");
    this.#free.splice(this.#free.indexOf(best.sequence), 1);
    this.#keep(best.sequence, best.kept);
    return best.sequence;
  }

  release(sequence: Sequence): void {
    sequence.lastUsed = ++this.#uses;
    this.#free.push(sequence);
  }

  /** For a sequence whose state is not known any more. */
  forget(sequence: Sequence): void {
    this.#context.disposeSequence(sequence.id);
    sequence.tokens = [];
    sequence.exactLength = 0;
  }

  #keep(sequence: Sequence, length: number): void {
    if (length === sequence.tokens.length) return;
    if (length === 0 || !this.#context.removeTokenCellsFromSequence(sequence.id, length, -1)) {
      this.forget(sequence);
      return;
    }
    sequence.tokens.length = length;
    sequence.exactLength = Math.min(sequence.exactLength, this.#wholeSlices(length));
  }

  #wholeSlices(length: number): number {
    return length - (length % this.#sliceLength);
  }
}

function commonLength(held: number[], prompt: Uint32Array): number {
  const limit = Math.min(held.length, prompt.length);
  let length = 0;
  while (length < limit && held[length] === prompt[length]) length++;
  return length;
}
