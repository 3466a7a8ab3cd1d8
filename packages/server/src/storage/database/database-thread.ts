import type { Worker } from "node:worker_threads";
import { startThread } from "../../threads/start-thread.js";
import type { Database } from "../database.js";
import { StorageError } from "../generation-table.js";
import type { DatabaseAddress, Reply, Request, TableName } from "./protocol.js";

/** Longest time for one call, in milliseconds. A thread that is silent for longer is replaced. */
const longestCall = 10_000;
const longestClose = 1_000;

interface Call {
  request: Request;
  resolve(result: unknown): void;
  reject(error: StorageError): void;
  timer: NodeJS.Timeout;
}

/**
 * A database in a thread of its own: a local one works while its caller waits, and the server must not. The thread is
 * started when it is needed, and again when it has ended.
 */
export class DatabaseThread implements Database {
  readonly #address: DatabaseAddress;
  readonly #onNotice: (notice: string) => void;
  readonly #calls = new Map<number, Call>();
  #worker: Worker | undefined;
  #lastId = 0;
  #renewing = false;
  #closed = false;

  constructor(address: DatabaseAddress, onNotice: (notice: string) => void) {
    this.#address = address;
    this.#onNotice = onNotice;
  }

  /** Resolves when the tables are ready; rejects when they are not within `patience` milliseconds. */
  async open(patience: number): Promise<void> {
    await this.#call({ method: "open", args: [] }, patience);
  }

  get generations(): Database["generations"] {
    return this.#table("generations");
  }

  get keys(): Database["keys"] {
    return this.#table("keys");
  }

  get guardrails(): Database["guardrails"] {
    return this.#table("guardrails");
  }

  get spend(): Database["spend"] {
    return this.#table("spend");
  }

  get secrets(): Database["secrets"] {
    return this.#table("secrets");
  }

  get responses(): Database["responses"] {
    return this.#table("responses");
  }

  async close(): Promise<void> {
    if (this.#worker) await this.#call({ method: "close", args: [] }, longestClose).catch(() => {});
    this.#closed = true;
    await this.#end("The database is closed");
  }

  /** The table in the thread: whatever is called here is called there. */
  #table<N extends TableName>(table: N): Database[N] {
    const call =
      (_: object, method: string) =>
      (...args: unknown[]) =>
        this.#call({ table, method, args });
    return new Proxy({}, { get: call }) as Database[N];
  }

  #call(called: Omit<Request, "id">, patience = longestCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new StorageError("unavailable", "The database is closed");
      const request: Request = { id: ++this.#lastId, ...called };
      this.#post(request);
      const timer = setTimeout(() => {
        void this.#end(`The database did not answer within ${patience / 1000} s`);
      }, patience);
      this.#calls.set(request.id, { request, resolve, reject, timer });
    });
  }

  #post(request: Request): void {
    if (this.#renewing) return;
    this.#worker ??= this.#start();
    try {
      this.#worker.postMessage(request);
    } catch (error) {
      throw new StorageError("refused", String(error));
    }
    this.#worker.ref();
  }

  #start(): Worker {
    const worker = startThread(new URL("./worker.js", import.meta.url), {
      workerData: this.#address,
      resourceLimits,
    });
    worker.on("message", (reply: Reply) => {
      if ("notice" in reply) this.#onNotice(reply.notice);
      else if ("again" in reply) void this.#renew(worker);
      else this.#settle(reply);
    });
    let reason = "The thread of the database ended";
    worker.on("error", (error) => {
      reason = `The thread of the database failed: ${error.message}`;
    });
    worker.on("exit", () => {
      if (this.#worker === worker) void this.#end(reason);
    });
    return worker;
  }

  #settle(reply: Exclude<Reply, { notice: string } | { again: true }>): void {
    const call = this.#calls.get(reply.id);
    if (!call) return;
    this.#forget(reply.id, call);
    if ("error" in reply) call.reject(new StorageError(reply.error.kind, reply.error.message));
    else call.resolve(reply.result);
  }

  /**
   * Puts a new thread in the place of one whose file was moved aside, and asks it what the other still owes. Only with
   * the end of its thread a connection is surely closed: one that is closed later deletes the new file's log by name.
   */
  async #renew(worker: Worker): Promise<void> {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#renewing = true;
    await worker.terminate();
    this.#renewing = false;
    for (const { request } of this.#calls.values()) this.#post(request);
  }

  /** Ends the thread; the calls it still owes fail. */
  async #end(reason: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    for (const [id, call] of this.#calls) {
      this.#forget(id, call);
      call.reject(new StorageError("unavailable", reason));
    }
    await worker?.terminate();
  }

  #forget(id: number, { timer }: Call): void {
    clearTimeout(timer);
    this.#calls.delete(id);
    // A thread that nobody waits for does not keep the process alive.
    if (this.#calls.size === 0) this.#worker?.unref();
  }
}

/** The thread holds a batch of records at a time: a small heap serves it as well as a large one. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };
