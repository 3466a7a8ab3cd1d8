import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "./rows.js";

/** In what databases differ. */
export interface SqlNature {
  /** Whether it adds decimals exactly. */
  exactSums: boolean;
  /** Makes the transaction the only one that writes, until its end. */
  lockWriters(db: Transaction<Tables>): Promise<void>;
  /** Tells other processes that a key has changed, or that any may have, once the transaction is done. */
  notify(db: Transaction<Tables>, lookup?: string): Promise<void>;
}

/** A transaction locks the whole database, and nobody listens. */
export const sqliteNature: SqlNature = {
  exactSums: false,
  lockWriters: async () => {},
  notify: async () => {},
};

export const keyChannel = "openrouter_keys";

/** Any number that others don't use. */
const writersLock = 7_306_514_289n;

export const postgresNature: SqlNature = {
  exactSums: true,
  async lockWriters(db) {
    await run(db, sql`select pg_advisory_xact_lock(${writersLock})`);
  },
  async notify(db, lookup = "") {
    await run(db, sql`select pg_notify(${keyChannel}, ${lookup})`);
  },
};

async function run(db: Kysely<Tables>, statement: ReturnType<typeof sql>): Promise<void> {
  await statement.execute(db);
}
