import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child-environment.js";
import type { Failure, LifeSign } from "./protocol.js";
import { EngineError } from "./types.js";

/** Milliseconds that a process may take to exit after it was told to. */
const exitPatience = 2000;

/** Characters. */
const mostComplaints = 8192;

/** Milliseconds between two looks at whether the process lives. */
const lookEvery = 1000;

/** A reply to the request of that id. */
type Reply = { type: string; id: number };

/** Who waits for the replies to one request. */
export interface Listener<R> {
  message(reply: R): void;
  lost(error: EngineError): void;
}

export interface LoadOptions {
  /** The model's file, for messages. */
  modelPath: string;
  loadTimeoutMs: number;
  /** Milliseconds without a sign of life after which the process is ended. */
  stepTimeoutMs: number;
}

/**
 * A process with a model, as this side sees it. A process and not a thread: a fault in native code ends it without
 * taking the server along.
 */
export class SupervisedProcess<Request extends object, R extends Reply, Model> {
  readonly #child: ChildProcess;
  readonly #listeners = new Map<number, Listener<R>>();
  /** Why nothing can be asked any more. */
  #lost: EngineError | undefined;
  #lastId = 0;
  /** The end of what the library said. */
  #complaints = "";
  /** Looks in a row before which nothing was heard. Not a time: a computer that slept has not been silent. */
  #silentLooks = 0;
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<EngineError>;

  /** `program`: its file below this folder, without an ending. */
  constructor(program: string) {
    // From source (.ts) the child needs the same loader as its parent's tests; as built (.js) it needs none.
    const source = import.meta.url.endsWith(".ts");
    const entry = fileURLToPath(new URL(`./${program}.${source ? "ts" : "js"}`, import.meta.url));
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
    this.#child.on("message", (message: R | LifeSign<Model>) => {
      this.#silentLooks = 0;
      if ("id" in message) this.#listeners.get(message.id)?.message(message);
    });
  }

  get running(): boolean {
    return this.#lost === undefined;
  }

  /**
   * Has the model loaded; from then on the process is watched. Rejects with `model_unusable` or `engine_unavailable`,
   * whatever the process does, and with the signal's reason when it is aborted; the process is ended then.
   */
  async load(request: Request, options: LoadOptions, signal?: AbortSignal): Promise<Model> {
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    try {
      signal?.throwIfAborted();
      const model = await Promise.race([this.#load(request, options), aborted]);
      this.#watch(options.stepTimeoutMs);
      return model;
    } catch (error) {
      await this.close();
      await this.#heardOut();
      throw this.#explained(error);
    }
  }

  async #load(request: Request, { modelPath, loadTimeoutMs }: LoadOptions): Promise<Model> {
    let opening = false;
    let late: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Model>((resolve, reject) => {
        this.#child.on("message", (message: LifeSign<Model>) => {
          if (message.type === "opening") opening = true;
          if (message.type === "load_failed") reject(failureError(message.failure));
          if (message.type === "loaded") resolve(message.model);
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
        this.send(request);
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

  /** The one reply to a request. */
  ask(request: (id: number) => Request): Promise<R> {
    return new Promise((resolve, reject) => {
      const id = this.listen({
        message: (reply) => {
          this.forget(id);
          if (isFailure(reply)) reject(failureError(reply.failure));
          else resolve(reply);
        },
        lost: reject,
      });
      this.send(request(id));
    });
  }

  /** Returns the id of the request to come. */
  listen(listener: Listener<R>): number {
    const id = ++this.#lastId;
    if (this.#lost) queueMicrotask(() => listener.lost(this.#lost!));
    else this.#listeners.set(id, listener);
    return id;
  }

  forget(id: number): void {
    this.#listeners.delete(id);
  }

  send(message: Request): void {
    // An error while sending is followed by the end of the process, which is handled.
    if (this.#child.connected) this.#child.send(message, () => {});
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

  #loseListeners(error: EngineError): void {
    for (const listener of this.#listeners.values()) listener.lost(error);
    this.#listeners.clear();
  }
}

function isFailure(reply: Reply): reply is Reply & { failure: Failure } {
  return reply.type === "failed";
}

export function failureError({ code, message }: Failure): EngineError {
  return new EngineError(code, message);
}
