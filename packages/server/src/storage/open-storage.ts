import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type ChangeFeed, noChangeFeed } from "./change-feed.js";
import { DatabaseThread } from "./database/database-thread.js";
import { isPostgres, openPostgres } from "./database/postgres.js";
import { PostgresChanges } from "./database/postgres-changes.js";
import type { DatabaseAddress } from "./database/protocol.js";
import type { Database } from "./database.js";
import { type KeptBounds, KeptResponses } from "./kept-responses.js";
import type { OnError } from "./losses.js";
import { memoryDatabase } from "./memory-database.js";
import { QueuedRecords } from "./queued-records.js";
import { type Retention, resolveRetention } from "./retention.js";

export interface StorageOptions {
  /** Folder for `generations.db`, made if it is not there. */
  dataDir?: string | undefined;
  /**
   * A libsql URL (`file:`, `libsql:`, `https:`), or one of Postgres (`postgres:`); wins over `dataDir`. With neither,
   * everything lives in memory.
   */
  url?: string | undefined;
  authToken?: string | undefined;
  retention?: Retention | undefined;
  /** How much of the responses that clients want to come back to is kept. */
  keptResponses?: Partial<KeptBounds> | undefined;
  /**
   * Told in words of what goes wrong while records are kept: at most once a minute that they can't be written or how
   * many are lost, and at once that a corrupted file was moved. Default: nobody is told.
   */
  onError?: OnError | undefined;
  /** Milliseconds for the database to answer at the start. Default: 10 000. */
  openMs?: number | undefined;
  /** Milliseconds in which closing tries to write what waits. Default: 5 000. */
  closeMs?: number | undefined;
}

/** Records kept in memory, at most. */
const rowsInMemory = 10_000;

/** Everything that is kept. */
export interface Storage extends Omit<Database, "generations" | "responses" | "close"> {
  records: QueuedRecords;
  keptResponses: KeptResponses;
  activity: Database["generations"]["activity"];
  /** Records that were written, the newest first; those of the last moment may still wait. */
  generations: Database["generations"]["list"];
  changes: ChangeFeed;
  /** Writes what waits, within a bound, and lets go of the database. */
  close(): Promise<void>;
}

/**
 * Opens what is kept, and brings a database of an older version up to date. Throws `Error` that names the place when the
 * database can't be opened, can't be written, or does not answer in time.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { dataDir, url, onError = () => {}, closeMs = 5_000 } = options;
  const inMemory = url === undefined && dataDir === undefined;
  const retention = resolveRetention(options.retention, inMemory ? rowsInMemory : undefined);
  const database = inMemory ? memoryDatabase(retention) : await openDatabase(options);
  const changes = url !== undefined && isPostgres(url) ? new PostgresChanges(url) : noChangeFeed;
  const table = database.generations;
  // On the disk that has the database too, nothing would be won.
  const spoolFolder = url === undefined ? undefined : dataDir;
  const records = new QueuedRecords({ table, retention, onError, closeMs, spoolFolder });
  const keptResponses = new KeptResponses({
    ...options.keptResponses,
    table: database.responses,
    onError,
  });
  return {
    records,
    keptResponses,
    keys: database.keys,
    guardrails: database.guardrails,
    secrets: database.secrets,
    spend: database.spend,
    activity: (query) => database.generations.activity(query),
    generations: (query) => database.generations.list(query),
    changes,
    async close() {
      await keptResponses.close();
      await records.close();
      await changes.close();
      await database.close();
    },
  };
}

async function openDatabase({
  dataDir,
  url,
  authToken,
  onError = () => {},
  openMs = 10_000,
}: StorageOptions): Promise<Database> {
  const place = url === undefined ? join(resolve(dataDir!), "generations.db") : withoutSecrets(url);
  try {
    if (url !== undefined && isPostgres(url)) return await openPostgres(url, openMs);
    if (url === undefined) await mkdir(resolve(dataDir!), { recursive: true });
    else if (url !== withoutUser(url)) throw new Error("its URL must not hold a user: set the token instead");
    return await openThread({ url: url ?? pathToFileURL(place).href, authToken }, openMs, onError);
  } catch (error) {
    const reason = withoutUser(error instanceof Error ? error.message : String(error));
    throw new Error(`The database of generations, ${place}, can't be used: ${reason}`, { cause: error });
  }
}

async function openThread(
  address: DatabaseAddress,
  openMs: number,
  onError: OnError,
): Promise<DatabaseThread> {
  const thread = new DatabaseThread(address, (notice) => onError(new Error(notice)));
  try {
    await thread.open(openMs);
    return thread;
  } catch (error) {
    await thread.close();
    throw error;
  }
}

/** An address that can be shown: its query and its user may hold secrets. */
function withoutSecrets(url: string): string {
  return withoutUser(url.replace(/\?.*$/s, ""));
}

function withoutUser(text: string): string {
  return text.replace(/\/\/[^/\s]*@/g, "//");
}
