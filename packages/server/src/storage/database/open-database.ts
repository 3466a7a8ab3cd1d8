import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { Kysely } from "kysely";
import type { Database } from "../database.js";
import { pathOf } from "./database-file.js";
import { isBusy } from "./errors.js";
import { LibsqlDialect } from "./libsql-dialect.js";
import { migrate } from "./migrations.js";
import { sqliteNature } from "./nature.js";
import type { DatabaseAddress } from "./protocol.js";
import type { Tables } from "./rows.js";
import { sqlDatabase } from "./sql-database.js";

/** Milliseconds that a statement waits for another process. Short: everything else in this thread waits too. */
const busyTimeout = 250;

/** Opens a database and brings its tables up to date. Waits for other processes as long as it takes. */
export async function openDatabase(address: DatabaseAddress): Promise<Database> {
  for (;;) {
    try {
      return await tryToOpen(address);
    } catch (error) {
      if (!isBusy(error)) throw error;
      await pause(10 + 50 * Math.random());
    }
  }
}

async function tryToOpen({ url, authToken }: DatabaseAddress): Promise<Database> {
  const client = createClient({ url, timeout: busyTimeout, ...(authToken !== undefined && { authToken }) });
  const db = new Kysely<Tables>({ dialect: new LibsqlDialect(client) });
  try {
    // Readers and the one writer don't wait for each other.
    if (pathOf(url) !== undefined) await client.execute("PRAGMA journal_mode = WAL");
    await migrate(db);
    return sqlDatabase(db, sqliteNature);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
