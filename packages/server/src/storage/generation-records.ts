import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { GenerationRecords } from "../generation/records.js";
import { DatabaseThread } from "./database/database-thread.js";
import type { DatabaseAddress } from "./database/protocol.js";
import type { OnError } from "./losses.js";
import { MemoryRecords } from "./memory-records.js";
import { QueuedRecords } from "./queued-records.js";
import { type Retention, resolveRetention } from "./retention.js";

export interface GenerationRecordsOptions {
  /** Folder for `generations.db`, made if it is not there. */
  dataDir?: string | undefined;
  /** A libsql URL (`file:`, `libsql:`, `https:`); wins over `dataDir`. With neither, records live in memory. */
  url?: string | undefined;
  authToken?: string | undefined;
  retention?: Retention | undefined;
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

/**
 * Opens the records of generations, and brings a database of an older version up to date. Throws `Error` that names the
 * place when the database can't be opened, can't be written, or does not answer in time.
 */
export async function openGenerationRecords(options: GenerationRecordsOptions): Promise<GenerationRecords> {
  const { dataDir, url, authToken, onError = () => {}, openMs = 10_000, closeMs = 5_000 } = options;
  if (url === undefined && dataDir === undefined) {
    return new MemoryRecords(resolveRetention(options.retention, rowsInMemory));
  }
  const retention = resolveRetention(options.retention);
  const place = url === undefined ? join(resolve(dataDir!), "generations.db") : withoutSecrets(url);
  const address = { url: url ?? pathToFileURL(place).href, authToken };
  try {
    if (url === undefined) await mkdir(resolve(dataDir!), { recursive: true });
    else if (url !== withoutUser(url)) throw new Error("its URL must not hold a user: set the token instead");
    const table = await openThread(address, openMs, onError);
    return new QueuedRecords({ table, retention, onError, closeMs });
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
