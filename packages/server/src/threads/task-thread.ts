import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import type { Assignment, Report } from "./serve-tasks.js";
import { startThread } from "./start-thread.js";
import { TooCostly } from "./too-costly.js";

/** Milliseconds in which a thread has to come up: far more than it takes on a busy machine. */
const startPatience = 60_000;

/** A thread that does one task at a time, and is ended rather than waited for. */
export class TaskThread<Task, Result> {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<never>;
  #lastId = 0;
  /** Tasks that it was given. */
  served = 0;
  /** False once it was ended. */
  alive = true;

  /** `module` calls `serveTasks`. */
  constructor(module: URL, memoryMb: number) {
    this.#worker = startThread(module, {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: 4 },
    });
    this.#ended = this.#end(memoryMb);
    this.#ended.catch(() => {});
    this.#ready = this.#firstReport();
    this.#ready.catch(() => {});
    this.#worker.unref();
  }

  /** Rejects with {@link TooCostly} when a limit is exceeded, and ends the thread then. */
  async run(task: Task, deadlineMs: number): Promise<Result> {
    const id = ++this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    this.#worker.ref();
    try {
      await this.#ready;
      const deadline = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new TooCostly("time", `${deadlineMs} ms`));
          void this.terminate();
        }, deadlineMs);
      });
      const result = this.#resultOf(id);
      this.#worker.postMessage({ id, task } satisfies Assignment<Task>);
      return await Promise.race([result, deadline, this.#ended]);
    } finally {
      clearTimeout(timer);
      this.#worker.unref();
      this.served++;
    }
  }

  async terminate(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #resultOf(id: number): Promise<Result> {
    return new Promise((resolve) => {
      const listen = (report: Report<Result>) => {
        if (report === "ready" || report.id !== id) return;
        this.#worker.off("message", listen);
        resolve(report.result);
      };
      this.#worker.on("message", listen);
    });
  }

  async #firstReport(): Promise<void> {
    const started = once(this.#worker, "message", { signal: AbortSignal.timeout(startPatience) });
    await Promise.race([started, this.#ended]);
  }

  #end(memoryMb: number): Promise<never> {
    return new Promise((_, reject) => {
      this.#worker.once("error", (error: NodeJS.ErrnoException) => {
        this.alive = false;
        const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
        reject(outOfMemory ? new TooCostly("memory", `${memoryMb} MB`) : error);
      });
      this.#worker.once("exit", () => {
        this.alive = false;
        reject(new Error("the thread has ended"));
      });
    });
  }
}
