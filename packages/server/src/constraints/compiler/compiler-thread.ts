import { once } from "node:events";
import { type ResourceLimits, Worker } from "node:worker_threads";
import { ConstraintTooCostly } from "../errors.js";
import type { Job, Outcome, Report } from "./messages.js";

/** Milliseconds in which a thread has to come up: far more than it takes on a busy machine. */
const startPatience = 60_000;

/** A thread keeps the deadline by itself; one that doesn't is ended after this many times as long. */
const patience = 1.5;

/** A thread that does one task at a time, and is ended rather than waited for. */
export class CompilerThread {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<never>;
  #lastId = 0;
  /** Tasks that it has answered. */
  served = 0;
  /** False once it was ended. */
  alive = true;

  constructor(memoryMb: number) {
    this.#worker = startThread({ maxOldGenerationSizeMb: memoryMb, stackSizeMb: 4 });
    this.#ended = this.#end(memoryMb);
    this.#ended.catch(() => {});
    this.#ready = this.#firstReport();
    this.#ready.catch(() => {});
    this.#worker.unref();
  }

  /** Rejects with {@link ConstraintTooCostly} when a limit is exceeded, and ends the thread then. */
  async run(task: string, deadlineMs: number): Promise<Outcome> {
    const id = ++this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    this.#worker.ref();
    try {
      await this.#ready;
      const deadline = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new ConstraintTooCostly("time", `${deadlineMs} ms`));
          void this.terminate();
        }, deadlineMs * patience);
      });
      const outcome = this.#outcomeOf(id);
      this.#worker.postMessage({ id, task, deadlineMs } satisfies Job);
      return await Promise.race([outcome, deadline, this.#ended]);
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

  #outcomeOf(id: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const listen = (report: Report) => {
        if (report === "ready" || report.id !== id) return;
        this.#worker.off("message", listen);
        resolve(report.outcome);
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
        reject(outOfMemory ? new ConstraintTooCostly("memory", `${memoryMb} MB`) : error);
      });
      this.#worker.once("exit", () => {
        this.alive = false;
        reject(new Error("the compiler's thread has ended"));
      });
    });
  }
}

function startThread(resourceLimits: ResourceLimits): Worker {
  if (!import.meta.url.endsWith(".ts")) {
    return new Worker(new URL("./thread-main.js", import.meta.url), { resourceLimits });
  }
  // From source the thread needs the loader that its parent's tests have.
  const entry = new URL("./thread-main.ts", import.meta.url).href;
  const code = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(entry)})))`;
  return new Worker(code, { eval: true, resourceLimits });
}
