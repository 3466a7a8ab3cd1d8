import type { LlamaContext } from "../llama/context.js";
import type { Generation } from "./generation.js";
import { commonLength, type SequencePool, worthSharing } from "./sequences.js";

/**
 * Decides what the model evaluates next. Prompts advance by one slice between two rounds of tokens, so a long one
 * holds up nobody for longer than a slice. A round is one token of every answer: in one batch, but for those that
 * must be exact. Of prompts that begin alike the beginning is evaluated once: the others wait for it, then copy it.
 */
export class Scheduler {
  readonly #context: LlamaContext;
  readonly #sequences: SequencePool;
  readonly #sliceLength: number;
  readonly #waiting: Generation[] = [];
  readonly #active = new Set<Generation>();
  readonly #onFailure: (generation: Generation, error: unknown) => void;
  #wake: () => void = () => {};
  #lastSliced: Generation | undefined;

  constructor(
    context: LlamaContext,
    sequences: SequencePool,
    sliceLength: number,
    onFailure: (generation: Generation, error: unknown) => void,
  ) {
    this.#context = context;
    this.#sequences = sequences;
    this.#sliceLength = sliceLength;
    this.#onFailure = onFailure;
    void this.#loop();
  }

  start(generation: Generation): void {
    this.#waiting.push(generation);
    this.#wake();
  }

  /** To be called when a generation was acknowledged or finished from outside. */
  changed(): void {
    this.#wake();
  }

  async #loop(): Promise<never> {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#removeFinished();
      this.#admit();
      const ready = [...this.#active].filter((generation) => !generation.paused);
      if (ready.length === 0) {
        await woken;
        continue;
      }
      const prompting = ready.filter(
        (generation) => generation.promptRemaining > 0 && !this.#waitsForAnother(generation),
      );
      const answering = ready.filter((generation) => generation.promptRemaining <= 0);
      if (prompting.length > 0) this.#guard([this.#nextInTurn(prompting)], (one) => this.#slice(one[0]!));
      const batch = answering.filter((generation) => !generation.exact && !generation.finished);
      if (batch.length > 0) this.#guard(batch, (all) => this.#round(all));
      for (const generation of answering) {
        if (generation.exact && !generation.finished) {
          this.#guard([generation], (one) => this.#round(one));
        }
      }
      // Lets messages in: cancellations, acknowledgements, new requests.
      await new Promise(setImmediate);
    }
  }

  #removeFinished(): void {
    for (const generation of this.#active) {
      if (!generation.finished) continue;
      this.#active.delete(generation);
      generation.dispose();
      if (generation.sequence) this.#sequences.release(generation.sequence);
    }
  }

  #admit(): void {
    while (this.#waiting.length > 0 && this.#sequences.available) {
      const generation = this.#waiting.shift()!;
      if (generation.finished) {
        generation.dispose();
        continue;
      }
      generation.begin(this.#sequences.acquire(generation.prompt, generation.exact));
      this.#active.add(generation);
    }
  }

  /** Whether another prompt under way, begun earlier, brings more of this one than is evaluated now. */
  #waitsForAnother(generation: Generation): boolean {
    if (!generation.mayShare) return false;
    const evaluated = generation.sequence!.tokens.length;
    for (const other of this.#active) {
      if (other === generation) return false;
      if (other.finished || other.promptRemaining <= 0) continue;
      const common = commonLength(other.prompt, generation.prompt);
      if (worthSharing(evaluated, common) && other.sequence!.tokens.length < common) return true;
    }
    return false;
  }

  /** Once for each request, when nothing more is to be waited for. */
  #share(generation: Generation): void {
    const sequence = generation.sequence!;
    generation.mayShare = false;
    const before = sequence.tokens.length;
    try {
      this.#sequences.copyLongest(sequence, generation.prompt, generation.exact);
    } catch {
      // What can't be copied can be evaluated.
      this.#sequences.forget(sequence);
    }
    generation.found(sequence.tokens.length - before);
  }

  #nextInTurn(prompting: Generation[]): Generation {
    const after = prompting.indexOf(this.#lastSliced!) + 1;
    this.#lastSliced = prompting[after % prompting.length]!;
    return this.#lastSliced;
  }

  /** Evaluates the next slice of a prompt; the last one also gives the first token. */
  #slice(generation: Generation): void {
    const context = this.#context;
    const sequence = generation.sequence!;
    if (generation.mayShare) this.#share(generation);
    const start = sequence.tokens.length;
    const tokens = generation.prompt.subarray(start, start + this.#sliceLength);
    const last = start + tokens.length === generation.prompt.length ? tokens.length - 1 : -1;
    context.beginBatch();
    for (const [place, token] of tokens.entries()) {
      context.add(sequence.id, start + place, token, place === last);
    }
    context.evaluate();
    for (const token of tokens) sequence.tokens.push(token);
    if (sequence.exactLength === start && tokens.length === this.#sliceLength) {
      sequence.exactLength += tokens.length;
    }
    generation.promptProgress();
    if (last >= 0) generation.advance(context.logits(last));
  }

  #round(generations: Generation[]): void {
    const context = this.#context;
    context.beginBatch();
    const places = generations.map((generation) => {
      const { id, tokens } = generation.sequence!;
      return context.add(id, tokens.length, generation.nextToken, true);
    });
    context.evaluate();
    for (const generation of generations) generation.sequence!.tokens.push(generation.nextToken);
    for (const [index, generation] of generations.entries()) {
      this.#guard([generation], () => generation.advance(context.logits(places[index]!)));
    }
  }

  /** A failed evaluation fails its requests, not the engine. */
  #guard(generations: Generation[], work: (generations: Generation[]) => void): void {
    try {
      work(generations);
    } catch (error) {
      for (const generation of generations) {
        generation.finished = true;
        if (generation.sequence) this.#sequences.forget(generation.sequence);
        this.#onFailure(generation, error);
      }
    }
  }
}
