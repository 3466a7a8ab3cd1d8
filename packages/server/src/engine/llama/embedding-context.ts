import koffi from "koffi";
import type { Bindings } from "./bindings.js";
import type { LlamaModel } from "./model.js";
import type { Batch, Pointer } from "./structures.js";

export interface EmbeddingContextOptions {
  /** Most tokens of a text. */
  length: number;
  threads: number;
}

/** The evaluation of texts by a model that embeds them, one at a time. Calls block until they are done. */
export class EmbeddingContext {
  readonly size: number;
  readonly #native: Bindings;
  readonly #pointer: Pointer;
  readonly #batch: Batch;
  readonly #tokens: Int32Array;
  readonly #positions: Int32Array;

  /** Throws when there is not enough memory. */
  constructor(native: Bindings, model: LlamaModel, { length, threads }: EmbeddingContextOptions) {
    const pointer = native.newContext(model.pointer, {
      ...native.contextDefaults(),
      n_ctx: length,
      n_batch: length,
      n_ubatch: length,
      n_seq_max: 1,
      n_threads: threads,
      n_threads_batch: threads,
      embeddings: true,
      no_perf: true,
    });
    if (!pointer) throw new Error(`no context of ${length} tokens could be made`);
    this.size = native.embeddingSize(model.pointer);
    this.#native = native;
    this.#pointer = pointer;
    this.#batch = native.newBatch(length, 0, 1);
    const integers = (at: Pointer, count: number) => new Int32Array(koffi.view(at, count * 4));
    this.#tokens = integers(this.#batch.token, length);
    this.#positions = integers(this.#batch.pos, length);
    integers(this.#batch.n_seq_id, length).fill(1);
    for (const list of new BigUint64Array(koffi.view(this.#batch.seq_id, length * 8)))
      integers(list, 1)[0] = 0;
    new Int8Array(koffi.view(this.#batch.logits, length)).fill(1);
  }

  /** The embedding of a text, of the length 1. */
  embed(tokens: Int32Array): Float32Array {
    this.#tokens.set(tokens);
    for (const place of tokens.keys()) this.#positions[place] = place;
    this.#batch.n_tokens = tokens.length;
    const result = this.#native.encode(this.#pointer, this.#batch);
    if (result !== 0) throw new Error(`the evaluation failed (${result})`);
    const at = this.#native.sequenceEmbedding(this.#pointer, 0);
    if (!at) throw new Error("the library gives no embedding");
    return normalised(new Float32Array(koffi.view(at, this.size * 4)));
  }
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => (length === 0 ? 0 : value / length));
}
