import type { LlamaContext } from "../llama/context.js";

/** A place in the model's memory and the tokens it holds. */
export interface Sequence {
  readonly id: number;
  tokens: number[];
  /**
   * Leading tokens that were evaluated in whole units counted from the start, so that they are to the last bit what a
   * new evaluation would make them.
   */
  exactLength: number;
  lastUsed: number;
}

/** Fewer tokens are evaluated as fast as they are copied. */
const leastCopy = 8;

/** All places: those in use, and those that keep what they held for a prompt that begins alike. */
export class SequencePool {
  readonly #context: LlamaContext;
  readonly #all: readonly Sequence[];
  readonly #free: Set<Sequence>;
  #uses = 0;

  constructor(context: LlamaContext, size: number) {
    this.#context = context;
    this.#all = Array.from({ length: size }, (_, id) => ({ id, tokens: [], exactLength: 0, lastUsed: 0 }));
    this.#free = new Set(this.#all);
  }

  get available(): boolean {
    return this.#free.size > 0;
  }

  /**
   * The free place where least is lost, cut down to what it has in common with the prompt. What another place holds
   * of the prompt can be brought with {@link copyLongest}.
   */
  acquire(prompt: Uint32Array, exact: boolean): Sequence {
    let best: { sequence: Sequence; kept: number; loss: number } | undefined;
    for (const sequence of this.#free) {
      const kept = this.#usable(sequence, prompt, exact);
      const age = 1 + this.#uses - sequence.lastUsed;
      const loss = (sequence.tokens.length - kept) / age;
      if (!best || loss < best.loss || (loss === best.loss && kept > best.kept)) {
        best = { sequence, kept, loss };
      }
    }
    if (best === undefined) throw new Error("no sequence is free");
    this.#free.delete(best.sequence);
    this.#cut(best.sequence, best.kept);
    return best.sequence;
  }

  /** Brings the longest beginning of the prompt that any other place holds, when that is worth it. */
  copyLongest(to: Sequence, prompt: Uint32Array, exact: boolean): void {
    let source: Sequence | undefined;
    let longest = to.tokens.length + leastCopy - 1;
    for (const sequence of this.#all) {
      if (sequence === to) continue;
      const usable = this.#usable(sequence, prompt, exact);
      if (usable <= longest) continue;
      source = sequence;
      longest = usable;
    }
    if (!source) return;
    const { tokens, exactLength } = source;
    this.forget(to);
    this.#context.copySequence(source.id, to.id);
    to.tokens = tokens.slice();
    to.exactLength = exactLength;
    this.#cut(to, longest);
  }

  /** The last so many tokens were evaluated with no other sequence's, by all threads. */
  evaluatedExactly(sequence: Sequence, count: number): void {
    const start = sequence.tokens.length - count;
    if (sequence.exactLength === start) sequence.exactLength += this.#wholeUnits(count);
  }

  release(sequence: Sequence): void {
    sequence.lastUsed = ++this.#uses;
    this.#free.add(sequence);
  }

  /** For a sequence whose state is not known any more. */
  forget(sequence: Sequence): void {
    this.#context.clear(sequence.id);
    sequence.tokens = [];
    sequence.exactLength = 0;
  }

  /** How many tokens of the prompt need no evaluation where the sequence is. */
  #usable(sequence: Sequence, prompt: Uint32Array, exact: boolean): number {
    // The last token of a prompt is always evaluated: it predicts the first of the answer.
    const common = Math.min(commonLength(sequence.tokens, prompt), prompt.length - 1);
    return exact ? this.#wholeUnits(Math.min(common, sequence.exactLength)) : common;
  }

  #cut(sequence: Sequence, length: number): void {
    if (length === sequence.tokens.length) return;
    if (length === 0 || !this.#context.removeTokens(sequence.id, length)) {
      this.forget(sequence);
      return;
    }
    sequence.tokens.length = length;
    sequence.exactLength = Math.min(sequence.exactLength, this.#wholeUnits(length));
  }

  #wholeUnits(length: number): number {
    return length - (length % this.#context.unit);
  }
}

/** Whether so much of two prompts is the same that the second had better wait for the first. */
export function worthSharing(evaluated: number, common: number): boolean {
  return common - evaluated >= leastCopy;
}

export function commonLength(held: ArrayLike<number>, prompt: Uint32Array): number {
  const limit = Math.min(held.length, prompt.length);
  let length = 0;
  while (length < limit && held[length] === prompt[length]) length++;
  return length;
}
