import type { Charge, GenerationRecord } from "../generation/record.js";
import { type GenerationRecords, type RecordsHealth, RecordsUnavailable } from "../generation/records.js";
import type { ChargedRecord, GenerationTable } from "./generation-table.js";
import { StorageError } from "./generation-table.js";
import { Losses, type OnError } from "./losses.js";
import { applyRetention, type ResolvedRetention } from "./retention.js";
import type { Balance } from "./spend.js";

/** Records that may wait in memory for a database that can't take them. */
const mostWaiting = 10_000;
/** Records written in one transaction. */
const mostAtOnce = 500;
/** Milliseconds in which records gather after a transaction: each costs about as much as ten records. */
const gatherMs = 50;
/** Longest pause between two tries, in milliseconds. */
const longestPause = 10_000;
/** Milliseconds for which another's writing is no trouble. */
const busyPatience = 5_000;
const retentionEvery = 60 * 60 * 1000;

export interface QueuedRecordsOptions {
  table: GenerationTable;
  retention: ResolvedRetention;
  onError: OnError;
  /** Milliseconds in which `close` tries to write what waits. */
  closeMs: number;
}

/** Told which records no longer wait, whether written or lost, and what accounts have spent now. */
export type OnSettled = (ids: string[], balances: Balance[]) => void;

/** Writes records behind the back of those who add them: what can't be written yet waits, within a bound. */
export class QueuedRecords implements GenerationRecords {
  readonly #table: GenerationTable;
  readonly #retention: ResolvedRetention;
  readonly #losses: Losses;
  readonly #closeMs: number;
  readonly #closing = new AbortController();
  readonly #retentionTimer: NodeJS.Timeout;
  readonly #waiting = new Map<string, ChargedRecord>();
  #writing: Promise<void> | undefined;
  /** Ends the pause between two tries. */
  #hurry: (() => void) | undefined;
  #error: string | null = null;
  #closed: Promise<void> | undefined;
  #onSettled: OnSettled = () => {};

  constructor({ table, retention, onError, closeMs }: QueuedRecordsOptions) {
    this.#table = table;
    this.#retention = retention;
    this.#losses = new Losses(onError);
    this.#closeMs = closeMs;
    void this.#applyRetention();
    this.#retentionTimer = setInterval(() => void this.#applyRetention(), retentionEvery).unref();
  }

  get lost(): number {
    return this.#losses.count;
  }

  get health(): RecordsHealth {
    return { ok: this.#error === null, waiting: this.#waiting.size, error: this.#error };
  }

  whenSettled(listener: OnSettled): void {
    this.#onSettled = listener;
  }

  add(record: GenerationRecord, charges: readonly Charge[] = []): void {
    if (this.#closed) this.#lose([record.id], "the database is closed");
    else if (this.#waiting.size >= mostWaiting) {
      this.#lose([record.id], this.#error ?? "the database is slower than the generations come");
    } else if (!this.#waiting.has(record.id)) {
      this.#waiting.set(record.id, { record, charges });
      this.#writing ??= this.#write();
    }
  }

  #lose(ids: string[], cause: string): void {
    this.#losses.lose(ids.length, cause);
    this.#onSettled(ids, []);
  }

  async find(id: string, client?: string): Promise<GenerationRecord | undefined> {
    const record = this.#waiting.get(id)?.record ?? (await this.#read(id));
    return client === undefined || record?.client === client ? record : undefined;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearInterval(this.#retentionTimer);
    this.#closing.abort();
    this.#hurry?.();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#closeMs);
    });
    await Promise.race([this.#writing, late]);
    clearTimeout(timer);
    const left = [...this.#waiting.keys()];
    this.#waiting.clear();
    if (left.length > 0) this.#lose(left, this.#error ?? "the database did not take them before the end");
    this.#hurry?.();
    this.#losses.close();
  }

  async #read(id: string): Promise<GenerationRecord | undefined> {
    try {
      return await this.#table.find(id);
    } catch (error) {
      throw new RecordsUnavailable("The records of generations can't be read at the moment", {
        cause: error,
      });
    }
  }

  async #write(): Promise<void> {
    // Those that come in the same moment are written together.
    await Promise.resolve();
    let tries = 0;
    let failingSince = 0;
    while (this.#waiting.size > 0) {
      const batch = this.#next();
      try {
        await this.#insert(batch);
        this.#error = null;
        tries = 0;
        if (this.#waiting.size < mostAtOnce && !this.#closed) await this.#pause(gatherMs);
      } catch (error) {
        if (this.#waiting.size === 0) break;
        const busy = error instanceof StorageError && error.kind === "busy";
        if (tries++ === 0) failingSince = performance.now();
        if (!busy || performance.now() - failingSince > busyPatience) {
          this.#error = messageOf(error);
          this.#losses.report(`Generations can't be recorded at the moment: ${this.#error}`);
        }
        await this.#pause(busy ? 10 + 50 * Math.random() : Math.min(longestPause, 100 * 2 ** tries));
      }
    }
    this.#writing = undefined;
  }

  /** The oldest of those that wait. */
  #next(): ChargedRecord[] {
    const batch: ChargedRecord[] = [];
    for (const entry of this.#waiting.values()) {
      if (batch.push(entry) === mostAtOnce) break;
    }
    return batch;
  }

  /** Writes a batch; a record that the database refuses is lost, those beside it are not. */
  async #insert(batch: readonly ChargedRecord[]): Promise<void> {
    try {
      const balances = await this.#table.insert(batch);
      const ids = batch.map(({ record }) => record.id);
      for (const id of ids) this.#waiting.delete(id);
      this.#onSettled(ids, balances);
    } catch (error) {
      if (!(error instanceof StorageError) || error.kind !== "refused") throw error;
      if (batch.length === 1) {
        const { id } = batch[0]!.record;
        this.#waiting.delete(id);
        this.#lose([id], error.message);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#insert(batch.slice(0, middle));
      await this.#insert(batch.slice(middle));
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#closed ? Math.min(ms, 100) : ms);
      if (!this.#closed) timer.unref();
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #applyRetention(): Promise<void> {
    try {
      await applyRetention(this.#table, this.#retention, new Date(), this.#closing.signal);
    } catch (error) {
      if (!this.#closed) this.#losses.report(`Old generations could not be deleted: ${messageOf(error)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
