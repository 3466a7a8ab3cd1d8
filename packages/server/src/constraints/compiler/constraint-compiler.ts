import { BoundedCache } from "../bounded-cache.js";
import type { CompiledConstraint, ConstraintDemand } from "../constraint.js";
import { ConstraintCompilerBusy, ConstraintTooCostly } from "../errors.js";
import { CompilerThread } from "./compiler-thread.js";
import { demandText, validationText } from "./demand-text.js";
import { type Outcome, unwrap } from "./messages.js";

export interface ConstraintCompilerOptions {
  /** Demands compiled at the same time. 2 when absent. */
  threads?: number;
  /** Milliseconds that one demand may take. 2000 when absent. */
  deadlineMs?: number;
  /** Megabytes of heap that a thread may use. 256 when absent. */
  memoryMb?: number;
  /** Results that are remembered. 256 when absent; beyond 64 million characters of grammars fewer. */
  cacheEntries?: number;
  /** Demands that may wait for a thread. 100 when absent. */
  queueLimit?: number;
}

/** Characters of remembered demands and grammars. */
const cachedCharacters = 64_000_000;

/** Milliseconds for which a demand that nobody waits for any more may go on: mostly it is nearly done. */
const cancelledMs = 250;

/** A task under way; everybody who asks for the same waits for the same job. */
class TaskJob {
  readonly task: string;
  readonly outcome: Promise<Outcome>;
  resolve!: (outcome: Outcome) => void;
  reject!: (reason: unknown) => void;
  readonly waiting = new Set<symbol>();
  thread: CompilerThread | undefined;

  constructor(task: string) {
    this.task = task;
    this.outcome = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.outcome.catch(() => {});
  }
}

/**
 * Turns what requests ask of their answers' form into grammars, in threads of its own: nothing that a request can
 * hold keeps the event loop busy. Results, refusals too, are remembered by content.
 */
export class ConstraintCompiler {
  readonly #limits: Required<ConstraintCompilerOptions>;
  readonly #known: BoundedCache<Outcome | ConstraintTooCostly>;
  readonly #jobs = new Map<string, TaskJob>();
  readonly #queue: TaskJob[] = [];
  readonly #threads: CompilerThread[] = [];
  readonly #busy = new Set<CompilerThread>();
  #closed = false;

  constructor(options: ConstraintCompilerOptions = {}) {
    this.#limits = {
      threads: 2,
      deadlineMs: 2000,
      memoryMb: 256,
      cacheEntries: 256,
      queueLimit: 100,
      ...options,
    };
    this.#known = new BoundedCache(cachedCharacters, this.#limits.cacheEntries);
  }

  /** Starts a thread ahead of the first demand, which would have to wait for it. */
  warm(): void {
    this.#idleThread();
  }

  /**
   * The constraint of a demand; undefined when any text will do.
   *
   * Rejects with UnsupportedSchemaError (its path begins with `/response_format` or `/tools`), GrammarError, a
   * RangeError for a tool that is not there, {@link ConstraintTooCostly} past the deadline or memory limit,
   * {@link ConstraintCompilerBusy} when too many wait, and the signal's reason when it is aborted.
   */
  async compile(demand: ConstraintDemand, signal?: AbortSignal): Promise<CompiledConstraint | undefined> {
    signal?.throwIfAborted();
    if (!demand.tools && (demand.format === undefined || demand.format.type === "text")) return undefined;
    const result = await this.#do(demandText(demand), signal);
    return result.type === "compiled" ? result.constraint : undefined;
  }

  /**
   * The first thing about a JSON text that breaks a schema; undefined when nothing does. For finished answers whose
   * constraint is incomplete; formats are not looked at. Rejects like {@link compile}.
   */
  async validate(schema: unknown, json: string, signal?: AbortSignal): Promise<string | undefined> {
    signal?.throwIfAborted();
    const result = await this.#do(validationText(schema, json), signal);
    return result.type === "validated" ? result.problem : undefined;
  }

  async #do(text: string, signal: AbortSignal | undefined) {
    const known = this.#known.get(text);
    if (known instanceof ConstraintTooCostly) throw known;
    const outcome = known ?? (await this.#join(this.#jobs.get(text) ?? this.#enqueue(text), signal));
    return unwrap(outcome, this.#limits.deadlineMs);
  }

  /** Ends the threads; demands under way are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) this.#settle(job, new Error("the compiler was closed"));
    await Promise.all(this.#threads.splice(0).map((thread) => thread.terminate()));
  }

  #enqueue(text: string): TaskJob {
    if (this.#closed) throw new Error("the compiler was closed");
    if (this.#queue.length >= this.#limits.queueLimit) throw new ConstraintCompilerBusy();
    const job = new TaskJob(text);
    this.#jobs.set(text, job);
    this.#queue.push(job);
    this.#work();
    return job;
  }

  async #join(job: TaskJob, signal: AbortSignal | undefined): Promise<Outcome> {
    const me = Symbol();
    job.waiting.add(me);
    let leave = () => {};
    const aborted = new Promise<never>((_, reject) => {
      leave = () => reject(signal?.reason);
      signal?.addEventListener("abort", leave, { once: true });
    });
    try {
      return await Promise.race([job.outcome, aborted]);
    } finally {
      signal?.removeEventListener("abort", leave);
      job.waiting.delete(me);
      if (job.waiting.size === 0) this.#abandon(job);
    }
  }

  #abandon(job: TaskJob): void {
    if (this.#jobs.get(job.task) !== job) return;
    const queued = this.#queue.indexOf(job);
    if (queued !== -1) {
      this.#queue.splice(queued, 1);
      this.#settle(job, new Error("nobody waits for it any more"));
      return;
    }
    const { thread } = job;
    const end = setTimeout(() => job.waiting.size === 0 && void thread?.terminate(), cancelledMs);
    const keep = () => clearTimeout(end);
    job.outcome.then(keep, keep);
  }

  #work(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      const thread = this.#idleThread();
      if (!thread) return;
      const job = this.#queue.shift()!;
      job.thread = thread;
      this.#busy.add(thread);
      void this.#run(job, thread).finally(() => {
        this.#busy.delete(thread);
        this.#work();
      });
    }
  }

  /** The first that is free, so that schemas come to where they were compiled before. */
  #idleThread(): CompilerThread | undefined {
    const { threads, memoryMb } = this.#limits;
    for (let index = 0; index < threads; index++) {
      if (!this.#threads[index]?.alive) this.#threads[index] = new CompilerThread(memoryMb);
      const thread = this.#threads[index]!;
      if (!this.#busy.has(thread)) return thread;
    }
    return undefined;
  }

  async #run(job: TaskJob, thread: CompilerThread): Promise<void> {
    try {
      this.#settle(job, await thread.run(job.task, this.#limits.deadlineMs));
    } catch (error) {
      // What an old thread remembers counts in its memory: a new one decides.
      const full = error instanceof ConstraintTooCostly && error.limit === "memory";
      if (full && thread.served > 1 && !this.#closed) this.#queue.unshift(job);
      else this.#settle(job, error);
    }
  }

  #settle(job: TaskJob, result: Outcome | unknown): void {
    this.#jobs.delete(job.task);
    if (result instanceof Error) job.reject(result);
    else job.resolve(result as Outcome);
    if (result instanceof ConstraintTooCostly || !(result instanceof Error)) {
      this.#known.set(job.task, result as Outcome | ConstraintTooCostly, weight(job.task, result));
    }
  }
}

function weight(task: string, result: unknown): number {
  const outcome = result as Outcome | ConstraintTooCostly;
  const compiled =
    !(outcome instanceof Error) && outcome.type === "compiled" ? outcome.constraint : undefined;
  return task.length + (compiled?.grammar.length ?? 0);
}
