import type { Charge, GenerationRecord } from "../generation/record.js";
import { type GenerationRecords, type RecordsHealth, RecordsUnavailable } from "../generation/records.js";
import type { ChargedRecord, GenerationTable } from "./generation-table.js";
import { StorageError } from "./generation-table.js";
import { Losses, type OnError } from "./losses.js";
import { RecordSpool } from "./record-spool.js";
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
  /** Folder for what waits while the database does not take it. Default: it waits in memory only. */
  spoolFolder?: string | undefined;
}

/** A record that waits in memory, and whether it is safe on disk besides. */
interface Waiting {
  entry: ChargedRecord;
  spooled: boolean;
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
  readonly #spool: RecordSpool | undefined;
  readonly #waiting = new Map<string, Waiting>();
  #writing: Promise<void> | undefined;
  /** Ends the pause between two tries. */
  #hurry: (() => void) | undefined;
  #error: string | null = null;
  #closed: Promise<void> | undefined;
  /** Nothing is written any more. */
  #ended = false;
  #onSettled: OnSettled = () => {};

  constructor({ table, retention, onError, closeMs, spoolFolder }: QueuedRecordsOptions) {
    this.#table = table;
    this.#retention = retention;
    this.#losses = new Losses(onError);
    this.#closeMs = closeMs;
    if (spoolFolder !== undefined) {
      this.#spool = new RecordSpool({
        folder: spoolFolder,
        onError: ({ message }) => this.#losses.report(`What waits can't be kept on disk: ${message}`),
        onFound: () => this.#begin(),
      });
    }
    void this.#applyRetention();
    this.#retentionTimer = setInterval(() => void this.#applyRetention(), retentionEvery).unref();
  }

  get lost(): number {
    return this.#losses.count;
  }

  get health(): RecordsHealth {
    const { size: waiting } = this.#waiting;
    return { ok: this.#error === null, waiting, onDisk: this.#spool?.size ?? 0, error: this.#error };
  }

  whenSettled(listener: OnSettled): void {
    this.#onSettled = listener;
  }

  add(record: GenerationRecord, charges: readonly Charge[] = []): void {
    if (this.#closed) this.#lose([record.id], "the database is closed");
    else if (!this.#waiting.has(record.id)) this.#keep({ record, charges });
  }

  #keep(entry: ChargedRecord): void {
    const { id } = entry.record;
    const room = this.#waiting.size < mostWaiting;
    const spooled = (this.#error !== null || !room) && this.#spool?.append(entry) === true;
    if (room) this.#waiting.set(id, { entry, spooled });
    else if (!spooled) {
      this.#lose([id], this.#error ?? "the database is slower than the generations come");
    }
    this.#begin();
  }

  #begin(): void {
    this.#writing ??= this.#write();
  }

  #lose(ids: string[], cause: string): void {
    this.#losses.lose(ids.length, cause);
    this.#onSettled(ids, []);
  }

  async find(id: string, client?: string): Promise<GenerationRecord | undefined> {
    const record = this.#waiting.get(id)?.entry.record ?? (await this.#read(id));
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
    this.#ended = true;
    this.#spoolAll();
    const left = [...this.#waiting].flatMap(([id, { spooled }]) => (spooled ? [] : [id]));
    this.#waiting.clear();
    if (left.length > 0) this.#lose(left, this.#error ?? "the database did not take them before the end");
    this.#hurry?.();
    await this.#spool?.close();
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
    while (!this.#ended && (this.#waiting.size > 0 || (this.#spool?.size ?? 0) > 0)) {
      try {
        if (this.#waiting.size > 0) await this.#insert(this.#next());
        else await this.#insertSpooled();
        this.#error = null;
        tries = 0;
        if (this.#waiting.size < mostAtOnce && !this.#closed) await this.#pause(gatherMs);
      } catch (error) {
        const busy = error instanceof StorageError && error.kind === "busy";
        if (tries++ === 0) failingSince = performance.now();
        if (!busy || performance.now() - failingSince > busyPatience) {
          this.#error = messageOf(error);
          this.#losses.report(`Generations can't be recorded at the moment: ${this.#error}`);
          this.#spoolAll();
        }
        await this.#pause(busy ? 10 + 50 * Math.random() : Math.min(longestPause, 100 * 2 ** tries));
      }
    }
    this.#writing = undefined;
  }

  /** The oldest of those that wait. */
  #next(): ChargedRecord[] {
    const batch: ChargedRecord[] = [];
    for (const { entry } of this.#waiting.values()) {
      if (batch.push(entry) === mostAtOnce) break;
    }
    return batch;
  }

  async #insertSpooled(): Promise<void> {
    for await (const batch of this.#spool!.batches(mostAtOnce)) {
      await this.#insert(batch);
      // What a request waits for is not to wait for what is old.
      while (this.#waiting.size > 0) await this.#insert(this.#next());
    }
  }

  /** Puts what waits where the end of the process does not reach it. */
  #spoolAll(): void {
    if (!this.#spool) return;
    for (const waiting of this.#waiting.values()) waiting.spooled ||= this.#spool.append(waiting.entry);
  }

  /** Writes a batch; a record that the database refuses is lost, those beside it are not. */
  async #insert(batch: readonly ChargedRecord[]): Promise<void> {
    try {
      const balances = await this.#table.insert(batch);
      const ids = batch.map(({ record }) => record.id);
      for (const id of ids) {
        if (this.#waiting.get(id)?.spooled) this.#spool?.written(id);
        this.#waiting.delete(id);
      }
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
