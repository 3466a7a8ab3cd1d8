import type { LlamaContext } from "../llama/context.js";
import { evaluate, type Part } from "./evaluation.js";
import type { Generation } from "./generation.js";
import { idleCoresMeter } from "./idle-cores.js";
import { leastSlice, Pace } from "./pace.js";
import { commonLength, type SequencePool, worthSharing } from "./sequences.js";
import { ThreadCount } from "./thread-count.js";

interface RequestPart extends Part {
  generation: Generation;
}

/**
 * Decides what the model evaluates next. Between two tokens of the running answers prompts advance by as much as the
 * {@link Pace} allows, so that a long one holds up nobody. Prompts of several requests are evaluated together, tokens
 * of several answers too; those that must be exact by themselves. Of prompts that begin alike the beginning is
 * evaluated once: the others wait for it, then copy it.
 */
export class Scheduler {
  readonly #context: LlamaContext;
  readonly #sequences: SequencePool;
  readonly #pace: Pace;
  readonly #threads: ThreadCount;
  readonly #idleCores = idleCoresMeter();
  readonly #waiting: Generation[] = [];
  readonly #active = new Set<Generation>();
  readonly #onFailure: (generation: Generation, error: unknown) => void;
  #wake: () => void = () => {};
  #lastSliced: Generation | undefined;

  constructor(
    context: LlamaContext,
    sequences: SequencePool,
    onFailure: (generation: Generation, error: unknown) => void,
  ) {
    this.#context = context;
    this.#sequences = sequences;
    this.#pace = new Pace(context.unit, context.batchSize);
    this.#threads = new ThreadCount(context.threads);
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
      const ready = [...this.#active].filter((generation) => !generation.paused && !generation.finished);
      if (ready.length === 0) {
        await woken;
        continue;
      }
      this.#step(ready);
      // Lets messages in: cancellations, acknowledgements, new requests.
      await new Promise(setImmediate);
    }
  }

  #step(ready: Generation[]): void {
    const answering = ready.filter((generation) => generation.promptRemaining <= 0);
    const prompting = ready.filter(
      (generation) => generation.promptRemaining > 0 && !this.#waitsForAnother(generation),
    );
    if (prompting.length > 0) this.#slice(prompting, answering.length > 0);
    if (answering.length === 0) return;
    const began = performance.now();
    this.#round(answering.filter((generation) => !generation.exact));
    for (const generation of answering) if (generation.exact) this.#round([generation]);
    this.#pace.rounded(performance.now() - began);
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
      this.#guard([generation], () => this.#context.reserve(generation.prompt.length + 1));
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

  /** Evaluates some more of the prompts. The end of one also gives the first token of its answer. */
  #slice(prompting: Generation[], answersRun: boolean): void {
    const turns = this.#inTurn(prompting);
    const slices: RequestPart[] = [];
    let room = turns[0]!.exact ? this.#context.unit : this.#pace.sliceLength(answersRun);
    for (const generation of turns) {
      if (slices.length > 0 && (generation.exact || slices[0]!.generation.exact)) continue;
      if (generation.mayShare) this.#share(generation);
      const { prompt, promptRemaining } = generation;
      const sequence = generation.sequence!;
      const start = sequence.tokens.length;
      const length = Math.min(room, promptRemaining);
      const wantedFrom = length === promptRemaining ? length - 1 : length;
      slices.push({ generation, sequence, tokens: prompt.subarray(start, start + length), wantedFrom });
      room -= length;
      if (room < leastSlice) break;
    }
    const began = performance.now();
    this.#evaluate(slices, ({ generation, tokens, wantedFrom }, logits) => {
      generation.promptProgress();
      if (wantedFrom < tokens.length) generation.advance(logits(wantedFrom));
    });
    const tokens = slices.reduce((sum, slice) => sum + slice.tokens.length, 0);
    this.#pace.sliced(tokens, performance.now() - began);
  }

  /** Those that come after whose turn it was last. */
  #inTurn(prompting: Generation[]): Generation[] {
    const next = (prompting.indexOf(this.#lastSliced!) + 1) % prompting.length;
    this.#lastSliced = prompting[next];
    return [...prompting.slice(next), ...prompting.slice(0, next)];
  }

  /** A token of each answer. */
  #round(answering: Generation[]): void {
    const parts = answering.flatMap((generation): RequestPart[] => {
      const sequence = generation.sequence!;
      this.#guard([generation], () => this.#context.reserve(sequence.tokens.length + 1));
      if (generation.finished) return [];
      return [{ generation, sequence, tokens: [generation.nextToken], wantedFrom: 0 }];
    });
    if (parts.length === 0) return;
    this.#evaluate(parts, ({ generation }, logits) => generation.advance(logits(0)));
  }

  #evaluate(
    parts: RequestPart[],
    use: (part: RequestPart, logits: (index: number) => Float32Array) => void,
  ): void {
    const generations = parts.map(({ generation }) => generation);
    this.#guard(generations, () => {
      const threads = generations.some(({ exact }) => exact) ? this.#context.threads : this.#adaptedThreads();
      const [began, cpu] = [performance.now(), process.cpuUsage()];
      const placed = evaluate(this.#context, parts, threads);
      const { user, system } = process.cpuUsage(cpu);
      const now = performance.now();
      if (threads === this.#threads.now) this.#threads.evaluated(now - began, (user + system) / 1000, now);
      const [alone] = parts.length === 1 && threads === this.#context.threads ? parts : [];
      if (alone) this.#sequences.evaluatedExactly(alone.sequence, alone.tokens.length);
      for (const { part, logits } of placed) this.#guard([part.generation], () => use(part, logits));
    });
  }

  #adaptedThreads(): number {
    const now = performance.now();
    if (this.#threads.mayRise(now)) this.#threads.idle(this.#idleCores(), now);
    return this.#threads.now;
  }

  /** A failed evaluation fails its requests, not the engine. */
  #guard(generations: Generation[], work: () => void): void {
    try {
      work();
    } catch (error) {
      for (const generation of generations) {
        generation.finished = true;
        if (generation.sequence) this.#sequences.forget(generation.sequence);
        this.#onFailure(generation, error);
        this.#wake();
      }
    }
  }
}
