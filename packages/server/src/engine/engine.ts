import { FairQueue } from "../fair-queue/fair-queue.js";
import { enterQueue } from "./enter-queue.js";
import { type EngineOptions, type ResolvedEngineOptions, resolveEngineOptions } from "./options.js";
import { promptTooLong } from "./prompt-too-long.js";
import { Suspects } from "./suspects.js";
import {
  type Engine,
  EngineError,
  type EngineModel,
  type EngineStatus,
  type GenerateEvent,
  type GenerateRequest,
  type Prompt,
  type PromptMessage,
} from "./types.js";
import { WorkerProcess } from "./worker-process.js";

/**
 * Loads the model in a process of its own. Rejects with `model_unusable` when the file is at fault, with
 * `engine_unavailable` when the engine can't start here, and with the signal's reason when it is aborted.
 */
export async function createEngine(options: EngineOptions, signal?: AbortSignal): Promise<Engine> {
  const resolved = await resolveEngineOptions(options);
  return new EmbeddedEngine(resolved, await WorkerProcess.start(resolved, signal));
}

/** More than the tokens of any text have on average. */
const charactersOfAToken = 128;

/** Milliseconds. */
const hastyEnd = 5000;

class EmbeddedEngine implements Engine {
  readonly model: EngineModel;
  readonly #options: ResolvedEngineOptions;
  readonly #queue: FairQueue;
  readonly #suspects = new Suspects();
  readonly #closing = new AbortController();
  #worker: Promise<WorkerProcess>;
  #state: EngineStatus["state"] = "ready";
  #restarts = 0;
  #lastTokenAt: number | undefined;

  constructor(options: ResolvedEngineOptions, worker: WorkerProcess) {
    this.#options = options;
    this.model = worker.model;
    this.#queue = new FairQueue({ places: options.parallel, limit: options.queueLimit });
    this.#worker = Promise.resolve(worker);
    this.#replaceWhenEnded(worker);
  }

  get load() {
    return {
      running: this.#queue.running,
      waiting: this.#queue.waiting,
      capacity: this.#options.parallel,
    };
  }

  get status(): EngineStatus {
    return {
      state: this.#state,
      ...this.load,
      restarts: this.#restarts,
      lastTokenAt: this.#lastTokenAt,
    };
  }

  async countTokens(messages: PromptMessage[]): Promise<number> {
    this.#refuseEndless(messages);
    return (await this.#prepare({ messages })).length;
  }

  generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const left = new AbortController();
    const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
    const events = this.#generate(request, either);
    const end = events.return.bind(events);
    // Without this, leaving would wait for the event under way.
    events.return = (value) => {
      left.abort();
      return end(value);
    };
    return events;
  }

  async *#generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    signal.throwIfAborted();
    this.#refuseEndless(request.messages);
    this.#suspects.check(request);
    const entered = performance.now();
    const positions = new LatestPosition();
    const ticket = enterQueue(this.#queue, request, (position) => positions.set(position));
    // A reader that has stopped reading is not asked first.
    const leave = () => ticket.leave();
    signal.addEventListener("abort", leave, { once: true });
    // Made before anything is awaited: a signal that has aborted never tells again.
    const aborted = abortion(signal);
    const orAborted = <T>(work: Promise<T>) => Promise.race([work, aborted.promise]);
    try {
      const { messages: _messages, text: _text, client: _client, user: _user, ...rest } = request;
      const prompt = await orAborted(this.#prepare(request));
      const { contextLength } = this.model;
      if (prompt.length >= contextLength) throw promptTooLong(prompt.length, contextLength);
      let admitted = false;
      const ledger = ticket.admitted.then(() => {
        admitted = true;
      });
      while (!admitted) {
        const position = await orAborted(Promise.race([ledger, positions.next()]));
        if (position !== undefined && !admitted) yield { type: "queued", position };
      }
      const queuedMs = performance.now() - entered;
      const worker = await orAborted(this.#ready());
      for await (const event of worker.run({ ...rest, prompt }, signal)) {
        if (event.type === "text") this.#lastTokenAt = Date.now();
        if (event.type !== "done") yield event;
        else {
          ticket.leave({ completed: true });
          this.#suspects.clear(request);
          yield { ...event, timings: { ...event.timings, queuedMs } };
        }
      }
    } catch (error) {
      if (hasEnded(error)) this.#suspects.add(request, error);
      throw error;
    } finally {
      aborted.forget();
      signal.removeEventListener("abort", leave);
      leave();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new EngineError("engine_closed", "The engine was closed"));
    await (await this.#worker.catch(() => undefined))?.close();
  }

  /** What can't fit by far is not even sent to the process. */
  #refuseEndless(messages: readonly PromptMessage[]): void {
    const { contextLength } = this.model;
    const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
    if (characters > contextLength * charactersOfAToken) {
      throw promptTooLong(`more than ${contextLength}`, contextLength);
    }
  }

  /** Asked again when the process ends meanwhile, unless it does so twice. */
  async #prepare(request: Prompt & Pick<GenerateRequest, "grammar">): Promise<Uint32Array> {
    const { messages, text, grammar } = request;
    for (let again = true; ; again = false) {
      const worker = await this.#ready();
      try {
        return await worker.prepare({ messages, text }, grammar);
      } catch (error) {
        if (!again || !hasEnded(error)) throw error;
        this.#suspects.add(request, error);
        this.#suspects.check(request);
      }
    }
  }

  /** The worker; a new one when the last has ended or never came up. */
  async #ready(): Promise<WorkerProcess> {
    const current = this.#worker;
    const usable = await current.then(
      (worker) => worker.running,
      () => false,
    );
    this.#closing.signal.throwIfAborted();
    if (!usable && this.#worker === current) this.#worker = this.#start();
    return this.#worker;
  }

  async #start(): Promise<WorkerProcess> {
    this.#state = "restarting";
    this.#restarts++;
    try {
      const worker = await WorkerProcess.start(this.#options, this.#closing.signal);
      this.#state = "ready";
      this.#replaceWhenEnded(worker);
      return worker;
    } catch (error) {
      this.#state = "failed";
      throw error;
    }
  }

  /** At once, unless it ended so soon that the next would too: then with the next request. */
  #replaceWhenEnded(worker: WorkerProcess): void {
    const started = performance.now();
    void worker.ended.then(() => {
      this.#state = "failed";
      if (this.#closing.signal.aborted || performance.now() - started < hastyEnd) return;
      this.#ready().catch(() => {});
    });
  }
}

/** Whether the engine's process ended. */
function hasEnded(error: unknown): boolean {
  return error instanceof EngineError && error.code === "engine_crashed";
}

/** Holds only the newest position: a reader that lags doesn't need the ones before. */
class LatestPosition {
  #position: number | undefined;
  #wake: () => void = () => {};

  set(position: number): void {
    this.#position = position;
    this.#wake();
  }

  async next(): Promise<number> {
    for (;;) {
      const position = this.#position;
      this.#position = undefined;
      if (position !== undefined) return position;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** A promise that rejects when the signal aborts. */
function abortion(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  let forget = () => {};
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    forget = () => signal.removeEventListener("abort", abort);
  });
  promise.catch(() => {});
  return { promise, forget };
}
