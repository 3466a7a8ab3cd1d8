import { stat } from "node:fs/promises";
import { FairQueue, type Turn } from "../../fair-queue/fair-queue.js";
import { enterQueue } from "../enter-queue.js";
import { idleCores } from "../options.js";
import { SupervisedProcess } from "../supervised-process.js";
import { EngineError, type EngineStatus } from "../types.js";
import type { BertFiles } from "./bert-gguf.js";
import type { Embedding, EmbeddingModel, FromEmbedder, ToEmbedder } from "./protocol.js";

export interface EmbeddingEngineOptions {
  /** Fetches the model's files. Called when the first text is to be embedded, and again where that failed. */
  files: () => Promise<BertFiles>;
  /** Most tokens of a text; longer ones are cut. */
  contextLength: number;
  /** Threads that compute. Default: the cores that are idle at the time. */
  threads?: number | undefined;
  /** Requests that may wait. Default: 64; past it `queue_full`. */
  queueLimit?: number | undefined;
}

export interface EmbedRequest extends Turn {
  texts: readonly string[];
}

type Embedder = SupervisedProcess<ToEmbedder, FromEmbedder, EmbeddingModel>;

/** Texts that are embedded between two turns. */
const slice = 8;
/** Milliseconds. */
const loadTimeoutMs = 60_000;
const stepTimeoutMs = 30_000;

/**
 * A model that embeds texts, in a process of its own that is started with the first request, and anew when it has
 * ended. Every rejection is an `EngineError`, but for that of an aborted signal and of `files`.
 */
export class EmbeddingEngine {
  readonly contextLength: number;
  readonly #options: EmbeddingEngineOptions;
  readonly #queue: FairQueue;
  readonly #closing = new AbortController();
  #process: Promise<Embedder> | undefined;
  #state: EngineStatus["state"] = "ready";
  #starts = 0;
  #lastTokenAt: number | undefined;

  constructor(options: EmbeddingEngineOptions) {
    this.contextLength = options.contextLength;
    this.#options = options;
    this.#queue = new FairQueue({ places: 1, limit: options.queueLimit ?? 64 });
  }

  get status(): EngineStatus {
    return {
      state: this.#state,
      running: this.#queue.running,
      waiting: this.#queue.waiting,
      capacity: 1,
      restarts: Math.max(0, this.#starts - 1),
      lastTokenAt: this.#lastTokenAt,
    };
  }

  /** In the order of the texts. Long lists take turns with other requests. */
  async embed({ texts, client, user }: EmbedRequest, signal: AbortSignal): Promise<Embedding[]> {
    const embeddings: Embedding[] = [];
    const aborted = rejection(signal);
    while (embeddings.length < texts.length) {
      signal.throwIfAborted();
      const ticket = enterQueue(this.#queue, { client, user }, () => {});
      const leave = () => ticket.leave();
      signal.addEventListener("abort", leave, { once: true });
      try {
        await Promise.race([ticket.admitted, aborted]);
        embeddings.push(...(await this.#embed(texts.slice(embeddings.length, embeddings.length + slice))));
        ticket.leave({ completed: true });
      } finally {
        signal.removeEventListener("abort", leave);
        leave();
      }
    }
    return embeddings;
  }

  /** Ends the process. Requests under way reject with `engine_closed`. */
  async close(): Promise<void> {
    this.#closing.abort(new EngineError("engine_closed", "The engine was closed"));
    await (await this.#process?.catch(() => undefined))?.close();
  }

  /** Asked again when the process ends meanwhile, unless it does so twice. */
  async #embed(texts: readonly string[]): Promise<Embedding[]> {
    for (let again = true; ; again = false) {
      const embedder = await this.#ready();
      try {
        const reply = await embedder.ask((id) => ({ type: "embed", id, texts }));
        if (reply.type !== "embedded") throw new Error(`texts are embedded, not ${reply.type}`);
        this.#lastTokenAt = Date.now();
        return reply.embeddings;
      } catch (error) {
        if (!again || embedder.running) throw error;
      }
    }
  }

  /** The process; a new one when the last has ended or never came up. */
  async #ready(): Promise<Embedder> {
    const current = this.#process;
    const usable = await current?.then(
      ({ running }) => running,
      () => false,
    );
    this.#closing.signal.throwIfAborted();
    if (!usable && this.#process === current) this.#process = this.#start();
    return this.#process!;
  }

  async #start(): Promise<Embedder> {
    this.#starts++;
    this.#state = "restarting";
    try {
      const { contextLength, threads = idleCores() } = this.#options;
      const files = await this.#options.files();
      this.#closing.signal.throwIfAborted();
      const megabytes = (await stat(files.weights).catch(() => ({ size: 0 }))).size / 1e6;
      const embedder: Embedder = new SupervisedProcess("embedding/worker/main");
      await embedder.load(
        { type: "load", files: { ...files, contextLength, threads } },
        { modelPath: files.weights, loadTimeoutMs: loadTimeoutMs + megabytes * 100, stepTimeoutMs },
        this.#closing.signal,
      );
      this.#state = "ready";
      return embedder;
    } catch (error) {
      this.#state = "failed";
      throw error;
    }
  }
}

/** Rejects when the signal aborts. */
function rejection(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  return aborted;
}
