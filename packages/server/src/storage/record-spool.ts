import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ChargedRecord } from "./generation-table.js";

/** Bytes of all files of one process. */
const mostBytes = 64 * 1024 * 1024;
/** A process says so often that it lives; whose files have been silent for so long may be taken over. */
const aliveEvery = 10_000;
const deadAfter = 60_000;

const prefix = "waiting-records-";

export interface RecordSpoolOptions {
  folder: string;
  /** Told that the disk does not take what waits. */
  onError: (error: Error) => void;
  /** Told that there are records of a process that has ended. */
  onFound: () => void;
  /** Default: 64 MiB. */
  bytes?: number | undefined;
}

/** Records on disk, a line each, that wait for a database elsewhere; those that ended processes have left, too. */
export class RecordSpool {
  readonly #options: RecordSpoolOptions;
  readonly #name = `${prefix}${randomBytes(8).toString("hex")}`;
  readonly #mostBytes: number;
  readonly #timer: NodeJS.Timeout;
  /** Bytes by path, in the order in which they are written to the database. */
  readonly #files = new Map<string, number>();
  /** The last of them, if it may grow. */
  #growing: string | undefined;
  #count = 0;
  #pending: string[] = [];
  #appending: Promise<void> | undefined;
  /** Ids that are in a file, and written to the database all the same. */
  readonly #written = new Set<string>();

  constructor(options: RecordSpoolOptions) {
    this.#options = options;
    this.#mostBytes = options.bytes ?? mostBytes;
    void this.#adopt();
    this.#timer = setInterval(() => void this.#tick(), aliveEvery).unref();
  }

  /** Bytes that wait. */
  get size(): number {
    let sum = 0;
    for (const bytes of this.#files.values()) sum += bytes;
    return sum;
  }

  /** Keeps a record. False: there is no room. */
  append(entry: ChargedRecord): boolean {
    const line = `${JSON.stringify(entry)}\n`;
    const bytes = Buffer.byteLength(line);
    if (this.size + bytes > this.#mostBytes) return false;
    this.#growing ??= join(this.#options.folder, `${this.#name}-${this.#count++}`);
    this.#files.set(this.#growing, (this.#files.get(this.#growing) ?? 0) + bytes);
    this.#pending.push(line);
    this.#appending ??= this.#append();
    return true;
  }

  /** This record is in the database by now, and is not to be written once more. */
  written(id: string): void {
    this.#written.add(id);
  }

  /** What waits, in parts. A file is removed when its last part has been taken, and read again when one has not. */
  async *batches(most: number): AsyncGenerator<ChargedRecord[], void> {
    while (this.#appending) await this.#appending;
    this.#growing = undefined;
    for (const path of [...this.#files.keys()]) {
      if (path === this.#growing) continue;
      yield* this.#read(path, most);
      await rm(path, { force: true });
      this.#files.delete(path);
    }
    if (this.#files.size === 0) this.#written.clear();
  }

  /** Leaves what waits to the next process. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#appending;
    for (const path of this.#files.keys()) await utimes(path, 0, 0).catch(() => {});
  }

  async *#read(path: string, most: number): AsyncGenerator<ChargedRecord[], void> {
    const input = createReadStream(path);
    try {
      let batch: ChargedRecord[] = [];
      for await (const line of createInterface({ input })) {
        const entry = parsed(line);
        if (!entry || this.#written.has(entry.record.id)) continue;
        if (batch.push(entry) < most) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    } finally {
      input.destroy();
    }
  }

  /** In the order of their coming, those of the same moment together. */
  async #append(): Promise<void> {
    try {
      await mkdir(this.#options.folder, { recursive: true });
      while (this.#pending.length > 0) {
        const lines = this.#pending.splice(0).join("");
        await appendFile(join(this.#options.folder, `${this.#name}-${this.#count - 1}`), lines, {
          mode: 0o600,
        });
      }
    } catch (error) {
      this.#pending = [];
      this.#options.onError(error instanceof Error ? error : new Error(String(error)));
    }
    this.#appending = undefined;
  }

  async #tick(): Promise<void> {
    const now = new Date();
    for (const path of this.#files.keys()) await utimes(path, now, now).catch(() => {});
    await this.#adopt();
  }

  /** Takes over what processes have left that say nothing any more; of several who try, one does. */
  async #adopt(): Promise<void> {
    const { folder, onFound } = this.#options;
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      if (!name.startsWith(prefix) || name.startsWith(this.#name)) continue;
      const path = join(folder, name);
      const own = join(folder, `${this.#name}-of-${name.slice(prefix.length)}`);
      try {
        const { mtimeMs, size } = await stat(path);
        if (Date.now() - mtimeMs < deadAfter) continue;
        await rename(path, own);
        const now = new Date();
        await utimes(own, now, now);
        this.#files.set(own, size);
      } catch {
        continue;
      }
      onFound();
    }
  }
}

/** Undefined: its process ended while it wrote the line. */
function parsed(line: string): ChargedRecord | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
