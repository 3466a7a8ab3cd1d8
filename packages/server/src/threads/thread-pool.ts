import { FairQueue } from "../fair-queue/fair-queue.js";
import { orAborted } from "./or-aborted.js";
import { TaskThread } from "./task-thread.js";
import { TooCostly } from "./too-costly.js";

export interface ThreadPoolOptions {
  /** What the threads run, as a built file; it calls `serveTasks`. */
  module: URL;
  /** Tasks done at the same time. */
  threads: number;
  /** Milliseconds that a task may take. */
  deadlineMs: number;
  /** Megabytes of heap that a thread may use. */
  memoryMb: number;
  /** Tasks that may wait for a thread. */
  queueLimit: number;
}

export interface TaskOptions {
  /** Whose turn it takes. Default: one that all share. */
  client?: string | undefined;
  /** Aborted when nobody waits for the result any more. */
  signal?: AbortSignal | undefined;
}

/** Milliseconds for which a task that nobody waits for any more may go on: mostly it is nearly done. */
const cancelledMs = 250;

/**
 * Does tasks in threads, so that none keeps the event loop busy: each under a deadline and a limit of memory, those
 * past `threads` waiting in turns between clients. A thread is started when it is needed.
 */
export class ThreadPool<Task, Result> {
  readonly #options: ThreadPoolOptions;
  readonly #queue: FairQueue;
  readonly #threads: TaskThread<Task, Result>[] = [];
  readonly #busy = new Set<TaskThread<Task, Result>>();
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#queue = new FairQueue({ places: options.threads, limit: options.queueLimit });
  }

  get running(): number {
    return this.#queue.running;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Starts a thread before there is something to do. */
  warmUp(): void {
    this.#idleThread();
  }

  /**
   * Rejects with `TooCostly` past a limit, `QueueFull` when too many wait, and with the signal's reason when it is
   * aborted while the task waits, or goes on for long after it.
   */
  async run(task: Task, { client = "", signal }: TaskOptions = {}): Promise<Result> {
    signal?.throwIfAborted();
    this.#throwIfClosed();
    const ticket = this.#queue.enter({ client }, () => {});
    let completed = false;
    try {
      await orAborted(ticket.admitted, signal);
      const result = await this.#runNow(task, signal);
      completed = true;
      return result;
    } finally {
      ticket.leave({ completed });
    }
  }

  /** Ends the threads; tasks under way are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.splice(0).map((thread) => thread.terminate()));
  }

  async #runNow(task: Task, signal: AbortSignal | undefined): Promise<Result> {
    for (;;) {
      signal?.throwIfAborted();
      this.#throwIfClosed();
      const thread = this.#idleThread();
      try {
        return await this.#runOn(thread, task, signal);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        // What an old thread remembers counts in its memory: a new one decides.
        const full = error instanceof TooCostly && error.limit === "memory";
        if (!full || thread.served === 1) throw error;
      }
    }
  }

  async #runOn(
    thread: TaskThread<Task, Result>,
    task: Task,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    let end: NodeJS.Timeout | undefined;
    const onAbort = () => {
      end = setTimeout(() => void thread.terminate(), cancelledMs);
    };
    this.#busy.add(thread);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await thread.run(task, this.#options.deadlineMs);
    } finally {
      clearTimeout(end);
      signal?.removeEventListener("abort", onAbort);
      this.#busy.delete(thread);
    }
  }

  /** The first that is free, so that tasks come to where others alike were done before. */
  #idleThread(): TaskThread<Task, Result> {
    const { threads, module, memoryMb } = this.#options;
    for (let index = 0; index < threads; index++) {
      if (!this.#threads[index]?.alive) this.#threads[index] = new TaskThread(module, memoryMb);
      const thread = this.#threads[index]!;
      if (!this.#busy.has(thread)) return thread;
    }
    throw new Error("more tasks than threads");
  }

  #throwIfClosed(): void {
    if (this.#closed) throw new Error("the threads were closed");
  }
}
