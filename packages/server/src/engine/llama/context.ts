import koffi from "koffi";
import type { Bindings } from "./bindings.js";
import type { LlamaModel } from "./model.js";
import type { Batch, Pointer } from "./structures.js";

export interface ContextOptions {
  /** Tokens that each sequence has room for at first. */
  length: number;
  /** Tokens that each sequence may be given room for. */
  mostLength: number;
  sequences: number;
  /** Tokens that one evaluation may carry. */
  batchSize: number;
  /** Tokens that the library evaluates at once: a longer batch is cut into such. */
  unit: number;
  threads: number;
}

/** The memory of all sequences, and the evaluation of tokens. Calls block until they are done. */
export class LlamaContext {
  readonly batchSize: number;
  readonly unit: number;
  readonly #native: Bindings;
  readonly #model: LlamaModel;
  readonly #options: ContextOptions;
  readonly #threads: Pointer | undefined;
  readonly #batch: Batch;
  readonly #tokens: Int32Array;
  readonly #positions: Int32Array;
  readonly #sequences: readonly Int32Array[];
  readonly #wanted: Int8Array;
  /** Views on the places of logits: the library keeps their addresses. */
  readonly #views = new Map<Pointer, Float32Array>();
  #length: number;
  #pointer: Pointer;
  #memory: Pointer;

  /** Throws when there is not enough memory. */
  constructor(native: Bindings, model: LlamaModel, options: ContextOptions) {
    const { length, batchSize, unit, threads } = options;
    this.#native = native;
    this.#model = model;
    this.#options = options;
    this.#threads = threads > 1 ? newThreads(native, threads) : undefined;
    this.#length = length;
    this.#pointer = this.#open(length);
    this.#memory = native.memory(this.#pointer);
    this.batchSize = native.batchSize(this.#pointer);
    this.unit = unit;
    this.#batch = native.newBatch(batchSize, 0, 1);
    const integers = (at: Pointer, count: number) => new Int32Array(koffi.view(at, count * 4));
    this.#tokens = integers(this.#batch.token, batchSize);
    this.#positions = integers(this.#batch.pos, batchSize);
    this.#wanted = new Int8Array(koffi.view(this.#batch.logits, batchSize));
    const lists = new BigUint64Array(koffi.view(this.#batch.seq_id, batchSize * 8));
    this.#sequences = Array.from({ length: batchSize }, (_, place) => integers(lists[place]!, 1));
    integers(this.#batch.n_seq_id, batchSize).fill(1);
  }

  /** Threads that compute at most. */
  get threads(): number {
    return this.#options.threads;
  }

  /** Tokens that each sequence has room for now. */
  get length(): number {
    return this.#length;
  }

  /**
   * Gives each sequence room for at least so many tokens; what they hold stays. Throws when there is not enough memory,
   * and then nothing has changed. Not between a copy and the evaluation that follows: the library copies with that.
   */
  reserve(tokens: number): void {
    if (tokens <= this.#length) return;
    let length = this.#length;
    while (length < tokens) length *= 2;
    length = Math.min(length, this.#options.mostLength);
    const pointer = this.#open(length);
    for (let sequence = 0; sequence < this.#options.sequences; sequence++) {
      if (this.#move(sequence, pointer)) continue;
      this.#native.freeContext(pointer);
      throw new Error(`a sequence could not be given room for ${length} tokens`);
    }
    this.#views.clear();
    this.#native.freeContext(this.#pointer);
    this.#pointer = pointer;
    this.#memory = this.#native.memory(pointer);
    this.#length = length;
  }

  #open(length: number): Pointer {
    const { sequences, batchSize, unit, threads } = this.#options;
    const native = this.#native;
    const pointer = native.newContext(this.#model.pointer, {
      ...native.contextDefaults(),
      n_ctx: length * sequences,
      n_batch: batchSize,
      n_ubatch: unit,
      n_seq_max: sequences,
      n_threads: threads,
      n_threads_batch: threads,
      no_perf: true,
    });
    if (!pointer) throw new Error(`no context of ${sequences} × ${length} tokens could be made`);
    if (native.sequences(pointer) !== sequences || native.contextLength(pointer) < length * sequences) {
      native.freeContext(pointer);
      throw new Error("the library made another context than it was asked for");
    }
    if (this.#threads) native.attachThreadpool(pointer, this.#threads, this.#threads);
    return pointer;
  }

  #move(sequence: number, to: Pointer): boolean {
    const native = this.#native;
    const state = new Uint8Array(Number(native.stateSize(this.#pointer, sequence)));
    const size = native.readState(this.#pointer, state, state.length, sequence);
    return Number(native.writeState(to, state, size, sequence)) === Number(size);
  }

  beginBatch(): void {
    this.#batch.n_tokens = 0;
  }

  /** Returns the token's place in the batch. */
  add(sequence: number, position: number, token: number, wantsLogits: boolean): number {
    const place = this.#batch.n_tokens++;
    this.#tokens[place] = token;
    this.#positions[place] = position;
    this.#sequences[place]![0] = sequence;
    this.#wanted[place] = wantsLogits ? 1 : 0;
    return place;
  }

  /** `threads`: those that compute, at most as many as the context was made with; that many by default. */
  evaluate(threads = this.#options.threads): void {
    this.#native.setThreads(this.#pointer, threads, threads);
    const result = this.#native.decode(this.#pointer, this.#batch);
    if (result === 0) return;
    throw new Error(result === 1 ? "the context is full" : `the evaluation failed (${result})`);
  }

  /** The logits after a token for which they were wanted; they hold until the next evaluation. */
  logits(place: number): Float32Array {
    const at = this.#native.logits(this.#pointer, place);
    if (!at) throw new Error("there are no logits at this place");
    let view = this.#views.get(at);
    if (!view) {
      view = new Float32Array(koffi.view(at, this.#model.vocabularySize * 4));
      this.#views.set(at, view);
    }
    return view;
  }

  /** Makes an empty sequence hold all that another holds. */
  copySequence(from: number, to: number): void {
    this.#native.copySequence(this.#memory, from, to, -1, -1);
  }

  /** Forgets a sequence's tokens from a position on. False when the model can't forget a part. */
  removeTokens(sequence: number, from: number): boolean {
    return this.#native.removeTokens(this.#memory, sequence, from, -1);
  }

  clear(sequence: number): void {
    this.#native.removeTokens(this.#memory, sequence, -1, -1);
  }

  dispose(): void {
    this.#views.clear();
    this.#native.freeContext(this.#pointer);
  }
}

const cpu = 0;
/** More than the structure of a pool's parameters has. */
const poolParamBytes = 4096;

/** Threads that last: without them the library makes and joins some for each evaluation. */
function newThreads(native: Bindings, threads: number): Pointer | undefined {
  const device = native.deviceOfType(cpu);
  const create = device && native.procedure(native.registryOf(device), "ggml_threadpool_new");
  if (!create) return undefined;
  const params = new Uint8Array(poolParamBytes);
  native.threadpoolParams(params, threads);
  return native.newThreadpool(create, params) ?? undefined;
}
