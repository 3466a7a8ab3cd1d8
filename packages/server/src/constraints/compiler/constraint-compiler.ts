import { QueueFull } from "../../fair-queue/fair-queue.js";
import { orAborted } from "../../threads/or-aborted.js";
import { ThreadPool } from "../../threads/thread-pool.js";
import { TooCostly } from "../../threads/too-costly.js";
import { BoundedCache } from "../bounded-cache.js";
import type { CompiledConstraint, ConstraintDemand } from "../constraint.js";
import { ConstraintCompilerBusy, ConstraintTooCostly } from "../errors.js";
import { demandText, validationText } from "./demand-text.js";
import { type Outcome, type TimedTask, unwrap } from "./messages.js";

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

/** A thread keeps the deadline by itself; one that doesn't is ended after this many times as long. */
const patience = 1.5;

/** A task under way; everybody who asks for the same waits for the same job. */
class TaskJob {
  readonly task: string;
  readonly outcome: Promise<Outcome>;
  resolve!: (outcome: Outcome) => void;
  reject!: (reason: unknown) => void;
  readonly waiting = new Set<symbol>();
  readonly abandoned = new AbortController();

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
  readonly #pool: ThreadPool<TimedTask, Outcome>;

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
    const { threads, deadlineMs, memoryMb, queueLimit } = this.#limits;
    this.#pool = new ThreadPool({
      module: new URL("./thread-main.js", import.meta.url),
      threads,
      deadlineMs: deadlineMs * patience,
      memoryMb,
      queueLimit,
    });
  }

  /** Starts a thread ahead of the first demand, which would have to wait for it. */
  warm(): void {
    this.#pool.warmUp();
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
    await this.#pool.close();
  }

  #enqueue(text: string): TaskJob {
    const job = new TaskJob(text);
    this.#jobs.set(text, job);
    void this.#run(job);
    return job;
  }

  async #join(job: TaskJob, signal: AbortSignal | undefined): Promise<Outcome> {
    const me = Symbol();
    job.waiting.add(me);
    try {
      return await orAborted(job.outcome, signal);
    } finally {
      job.waiting.delete(me);
      if (job.waiting.size === 0) this.#abandon(job);
    }
  }

  #abandon(job: TaskJob): void {
    if (this.#jobs.get(job.task) === job) this.#jobs.delete(job.task);
    job.abandoned.abort();
  }

  async #run(job: TaskJob): Promise<void> {
    const { deadlineMs } = this.#limits;
    try {
      const { signal } = job.abandoned;
      this.#settle(job, await this.#pool.run({ text: job.task, deadlineMs }, { signal }));
    } catch (error) {
      this.#settle(job, this.#inOurWords(error));
    }
  }

  #inOurWords(error: unknown): unknown {
    if (error instanceof QueueFull) return new ConstraintCompilerBusy();
    if (!(error instanceof TooCostly)) return error;
    const { limit, allowed } = error;
    return new ConstraintTooCostly(limit, limit === "time" ? `${this.#limits.deadlineMs} ms` : allowed);
  }

  #settle(job: TaskJob, result: Outcome | unknown): void {
    this.#jobs.delete(job.task);
    if (result instanceof Error) job.reject(result);
    else job.resolve(result as Outcome);
    if (isWorthKeeping(result)) this.#known.set(job.task, result, weight(job.task, result));
  }
}

/** Finished values don't come again, and what was worked out in a hurry may come to more the next time. */
function isWorthKeeping(result: Outcome | unknown): result is Outcome | ConstraintTooCostly {
  if (result instanceof Error) return result instanceof ConstraintTooCostly;
  const outcome = result as Outcome;
  return outcome.type !== "validated" && !(outcome.type === "compiled" && outcome.constraint?.hurried);
}

function weight(task: string, outcome: Outcome | ConstraintTooCostly): number {
  const compiled =
    !(outcome instanceof Error) && outcome.type === "compiled" ? outcome.constraint : undefined;
  return task.length + (compiled?.grammar.length ?? 0);
}
