import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Client, createClient, type InArgs } from "@libsql/client";
import type { GenerationRecord } from "../generation/record.js";
import type { GenerationRecords } from "../generation/records.js";
import { createTable, fromRow, insert, select, toArgs } from "./sql.js";

export interface GenerationStoreOptions {
  /** Folder for `generations.db`. */
  dataDir?: string | undefined;
  /** Any libsql URL; wins over `dataDir`. With neither, records live in memory. */
  url?: string | undefined;
  authToken?: string | undefined;
  /** Told about writes that fail; the answers are not held up by them. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The generations of a server, in a database. */
export class GenerationStore implements GenerationRecords {
  #waiting: InArgs[] = [];
  #writing: Promise<void> | undefined;
  readonly lost = 0;
  readonly health = { ok: true, waiting: 0, error: null };

  private constructor(
    private readonly database: Client,
    private readonly onError: (error: unknown) => void,
  ) {}

  static async open({ dataDir, url, authToken, onError }: GenerationStoreOptions): Promise<GenerationStore> {
    if (url === undefined && dataDir !== undefined) await mkdir(dataDir, { recursive: true });
    const address =
      url ?? (dataDir === undefined ? ":memory:" : pathToFileURL(join(dataDir, "generations.db")).href);
    const database = createClient({ url: address, ...(authToken !== undefined && { authToken }) });
    if (address.startsWith("file:")) {
      await database.executeMultiple("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    }
    await database.execute(createTable);
    return new GenerationStore(database, onError ?? (() => {}));
  }

  /** Keeps a record; returns at once, the write follows. */
  add(record: GenerationRecord): void {
    this.#waiting.push(toArgs(record));
    this.#writing ??= this.#write();
  }

  /** The record with this id; with `client`, only if it is that client's. */
  async find(id: string, client?: string): Promise<GenerationRecord | undefined> {
    await this.#writing;
    const { rows } = await this.database.execute({ sql: select, args: [id] });
    const record = rows[0] && fromRow(rows[0]);
    return client === undefined || record?.client === client ? record : undefined;
  }

  async close(): Promise<void> {
    await this.#writing;
    this.database.close();
  }

  async #write(): Promise<void> {
    await Promise.resolve();
    for (let args = this.#waiting.shift(); args; args = this.#waiting.shift()) {
      await this.database.execute({ sql: insert, args }).catch(this.onError);
    }
    this.#writing = undefined;
  }
}
