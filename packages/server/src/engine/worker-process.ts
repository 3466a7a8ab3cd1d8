import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child-environment.js";
import type { ResolvedEngineOptions } from "./options.js";
import {
  eventWindow,
  type Failure,
  type FromWorker,
  type Run,
  type ToWorker,
  type WorkerEvent,
} from "./protocol.js";
import { EngineError, type EngineModel, type Prompt } from "./types.js";

/** Events taken by the reader before the worker is told. */
const acknowledgeEvery = eventWindow / 4;

/** Milliseconds that a worker may take to exit after it was told to. */
const exitPatience = 2000;

/** Characters. */
const mostComplaints = 8192;

/** Milliseconds between two looks at whether the worker lives. */
const lookEvery = 1000;

/** One reply that the worker owes. */
interface Listener {
  message(message: Extract<FromWorker, { id: number }>): void;
  lost(error: EngineError): void;
}

/**
 * The engine's own process, as this side sees it. A process and not a thread: a fault in native code ends it without
 * taking the server along.
 */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #listeners = new Map<number, Listener>();
  /** Why nothing can be asked any more. */
  #lost: EngineError | undefined;
  #lastId = 0;
  /** The end of what the library said. */
  #complaints = "";
  #model: EngineModel | undefined;
  /** Looks in a row before which nothing was heard. Not a time: a computer that slept has not been silent. */
  #silentLooks = 0;
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<EngineError>;

  /**
   * Rejects with `model_unusable` or `engine_unavailable`, whatever the process does; with the signal's reason when
   * it is aborted.
   */
  static async start(options: ResolvedEngineOptions, signal?: AbortSignal): Promise<WorkerProcess> {
    signal?.throwIfAborted();
    const worker = new WorkerProcess();
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    try {
      await Promise.race([worker.#load(options), aborted]);
      worker.#watch(options.stepTimeoutMs);
      return worker;
    } catch (error) {
      await worker.close();
      await worker.#heardOut();
      throw worker.#explained(error);
    }
  }

  private constructor() {
    // From source (.ts) the child needs the same loader as its parent's tests; as built (.js) it needs none.
    const source = import.meta.url.endsWith(".ts");
    const entry = fileURLToPath(new URL(`./worker/main.${source ? "ts" : "js"}`, import.meta.url));
    this.#child = fork(entry, [String(process.pid)], {
      env: childEnvironment(),
      execArgv: source ? ["--import", "tsx"] : [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr!.on("data", (text: Buffer) => {
      this.#complaints = (this.#complaints + text.toString()).slice(-mostComplaints);
    });
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.#lost ??= new EngineError("engine_crashed", reason);
        this.#loseListeners(this.#lost);
        resolve(this.#lost);
      };
      this.#child.once("exit", async (code, signal) => {
        await this.#heardOut();
        const [assertion] = /GGML_ASSERT\(.*/.exec(this.#complaints) ?? [];
        const how = signal ?? `exit code ${code}`;
        end(`The engine's process ended unexpectedly (${assertion ? `${how}, ${assertion}` : how})`);
      });
      this.#child.once("error", (error) => end(`The engine's process can't be started: ${error.message}`));
    });
    this.#child.on("message", (message: FromWorker) => {
      this.#silentLooks = 0;
      if ("id" in message) this.#listeners.get(message.id)?.message(message);
    });
  }

  get model(): EngineModel {
    return this.#model!;
  }

  get running(): boolean {
    return this.#lost === undefined;
  }

  async #load(options: ResolvedEngineOptions): Promise<void> {
    const { modelPath, loadTimeoutMs } = options;
    let opening = false;
    let late: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#child.on("message", (message: FromWorker) => {
          if (message.type === "opening") opening = true;
          if (message.type === "load_failed") reject(failureError(message.failure));
          if (message.type !== "loaded") return;
          this.#model = message.model;
          resolve();
        });
        // What happens before the file is opened is not the file's fault.
        const fail = (what: string) =>
          reject(
            opening
              ? new EngineError("model_unusable", `${modelPath} can't be used: ${what} while it was loaded`)
              : new EngineError("engine_unavailable", `The engine can't start: ${what}`),
          );
        late = setTimeout(
          () => fail(`nothing came of it within ${Math.ceil(loadTimeoutMs / 1000)} seconds`),
          loadTimeoutMs,
        );
        void this.ended.then((error) => fail(error.message));
        this.#send({ type: "load", options });
      });
    } finally {
      clearTimeout(late);
    }
  }

  /**
   * Waits, after the process has exited, for what it said last. Its output has been written by then and is read in
   * one turn of the event loop; the stream's end may never come, since others may have inherited it.
   */
  async #heardOut(): Promise<void> {
    await setImmediate();
    await setImmediate();
    this.#child.stderr?.destroy();
  }

  /** With what the library said of the file. */
  #explained(error: unknown): unknown {
    const [, cause] = /error loading model: (.*)/.exec(this.#complaints) ?? [];
    if (!(error instanceof EngineError) || cause === undefined) return error;
    return new EngineError(error.code, `${error.message}: ${cause}`, error.details);
  }

  /** Ends the process when it gives no sign of life for that long. */
  #watch(stepTimeoutMs: number): void {
    const looks = Math.ceil(stepTimeoutMs / lookEvery);
    const timer = setInterval(() => {
      if (++this.#silentLooks <= looks) return;
      this.#lost ??= new EngineError(
        "engine_crashed",
        `The engine gave no sign of life for ${Math.round((looks * lookEvery) / 1000)} seconds and was ended`,
      );
      this.#child.kill("SIGKILL");
    }, lookEvery);
    timer.unref();
    void this.ended.then(() => clearInterval(timer));
  }

  /** Tokens of the rendered prompt; checks the grammar, if any. */
  prepare(prompt: Prompt, grammar?: string): Promise<Uint32Array> {
    return new Promise((resolve, reject) => {
      const id = this.#listen({
        message: (message) => {
          this.#listeners.delete(id);
          if (message.type === "prepared") resolve(message.prompt);
          if (message.type === "failed") reject(failureError(message.failure));
        },
        lost: reject,
      });
      this.#send({ type: "prepare", id, prompt, grammar });
    });
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
    const id = this.#listen({
      message: (message) => {
        if (message.type === "event") events.push(message.event);
        if (message.type === "failed") failure = failureError(message.failure);
        wake();
      },
      lost: fail,
    });
    const cancel = () => {
      this.#listeners.delete(id);
      this.#send({ type: "cancel", id });
    };
    const aborted = () => {
      cancel();
      fail(signal.reason);
    };
    signal.addEventListener("abort", aborted, { once: true });
    this.#send({ type: "run", id, run });
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
          this.#send({ type: "acknowledge", id, count: acknowledgeEvery });
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
  async close(): Promise<void> {
    this.#lost ??= new EngineError("engine_closed", "The engine was closed");
    this.#loseListeners(this.#lost);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    if (this.#child.pid === undefined) return;
    const exited = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    const impatient = setTimeout(() => this.#child.kill("SIGKILL"), exitPatience);
    await exited;
    clearTimeout(impatient);
  }

  #listen(listener: Listener): number {
    const id = ++this.#lastId;
    if (this.#lost) queueMicrotask(() => listener.lost(this.#lost!));
    else this.#listeners.set(id, listener);
    return id;
  }

  #loseListeners(error: EngineError): void {
    for (const listener of this.#listeners.values()) listener.lost(error);
    this.#listeners.clear();
  }

  #send(message: ToWorker): void {
    // An error while sending is followed by the end of the process, which is handled.
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}

function failureError({ code, message }: Failure): EngineError {
  return new EngineError(code, message);
}
