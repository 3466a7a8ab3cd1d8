import type { ResolvedEngineOptions } from "./options.js";
import { eventWindow, type FromWorker, type Run, type ToWorker, type WorkerEvent } from "./protocol.js";
import { failureError, SupervisedProcess } from "./supervised-process.js";
import type { EngineError, EngineModel, Prompt } from "./types.js";

/** Events taken by the reader before the worker is told. */
const acknowledgeEvery = eventWindow / 4;

type Replies = Extract<FromWorker, { id: number }>;

/** The process of the engine that writes text. */
export class WorkerProcess {
  readonly #process: SupervisedProcess<ToWorker, Replies, EngineModel>;
  readonly model: EngineModel;

  /** Rejects with `model_unusable` or `engine_unavailable`; with the signal's reason when it is aborted. */
  static async start(options: ResolvedEngineOptions, signal?: AbortSignal): Promise<WorkerProcess> {
    signal?.throwIfAborted();
    const child = new SupervisedProcess<ToWorker, Replies, EngineModel>("worker/main");
    return new WorkerProcess(child, await child.load({ type: "load", options }, options, signal));
  }

  private constructor(child: SupervisedProcess<ToWorker, Replies, EngineModel>, model: EngineModel) {
    this.#process = child;
    this.model = model;
  }

  get running(): boolean {
    return this.#process.running;
  }

  /** Resolves with the reason when the process has ended. */
  get ended(): Promise<EngineError> {
    return this.#process.ended;
  }

  /** Tokens of the rendered prompt; checks the grammar, if any. */
  async prepare(prompt: Prompt, grammar?: string): Promise<Uint32Array> {
    const reply = await this.#process.ask((id) => ({ type: "prepare", id, prompt, grammar }));
    if (reply.type !== "prepared") throw new Error(`a prompt is prepared, not ${reply.type}`);
    return reply.prompt;
  }

  /** Starts when iterated. The worker goes on as long as the reader keeps up; leaving the loop stops it. */
  async *run(run: Run, signal: AbortSignal): AsyncGenerator<WorkerEvent, void, void> {
    const events: WorkerEvent[] = [];
    let failure: unknown;
    let wake = () => {};
    const fail = (error: unknown) => {
      failure ??= error;
      wake();
    };
    const id = this.#process.listen({
      message: (message) => {
        if (message.type === "event") events.push(message.event);
        if (message.type === "failed") failure = failureError(message.failure);
        wake();
      },
      lost: fail,
    });
    const cancel = () => {
      this.#process.forget(id);
      this.#process.send({ type: "cancel", id });
    };
    const aborted = () => {
      cancel();
      fail(signal.reason);
    };
    signal.addEventListener("abort", aborted, { once: true });
    this.#process.send({ type: "run", id, run });
    let taken = 0;
    try {
      for (;;) {
        signal.throwIfAborted();
        const event = events.shift();
        if (event === undefined) {
          if (failure !== undefined) throw failure;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        if (++taken % acknowledgeEvery === 0) {
          this.#process.send({ type: "acknowledge", id, count: acknowledgeEvery });
        }
        yield event;
        if (event.type === "done") return;
      }
    } finally {
      signal.removeEventListener("abort", aborted);
      cancel();
    }
  }

  /** Requests under way reject with `engine_closed`. */
  close(): Promise<void> {
    return this.#process.close();
  }
}
