import { Kysely, PostgresDialect } from "kysely";
import type { Database } from "../database.js";
import { StorageError, type StorageErrorKind } from "../generation-table.js";
import { migrate } from "./migrations.js";
import { postgresNature } from "./nature.js";
import type { Tables } from "./rows.js";
import { sqlDatabase } from "./sql-database.js";

/** Longest time for a connection, and for one statement, in milliseconds. */
const longestConnect = 5_000;
const longestStatement = 10_000;

export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:/i.test(url);
}

/** Opens a Postgres database and brings its tables up to date; of several processes one does it. */
export async function openPostgres(url: string, openMs: number): Promise<Database> {
  // Who needs no Postgres does not load its driver.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: Math.min(longestConnect, openMs),
    query_timeout: longestStatement,
    statement_timeout: longestStatement,
    keepAlive: true,
    application_name: "openrouter",
  });
  // A connection that is lost is left out of the pool, and who uses it is told by its query: there is no more to do.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
    return withErrors(sqlDatabase(db, postgresNature));
  } catch (error) {
    await db.destroy();
    throw toStorageError(error);
  }
}

/** Every failure as a `StorageError`. */
function withErrors(database: Database): Database {
  return {
    generations: telling(database.generations),
    keys: telling(database.keys),
    guardrails: telling(database.guardrails),
    spend: telling(database.spend),
    secrets: telling(database.secrets),
    responses: telling(database.responses),
    close: () => database.close(),
  };
}

function telling<T extends object>(table: T): T {
  return new Proxy(table, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        try {
          return await method.apply(target, args);
        } catch (error) {
          throw toStorageError(error);
        }
      };
    },
  });
}

function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const message = error instanceof AggregateError ? error.errors.map(String).join("; ") : String(error);
  return new StorageError(kindOf(error), message);
}

/** By SQLSTATE: a value or constraint is the record's own fault, and a conflict with another transaction passes. */
function kindOf(error: unknown): StorageErrorKind {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (/^(22|23)[0-9A-Z]{3}$/.test(code)) return "refused";
  return ["40001", "40P01", "55P03"].includes(code) ? "busy" : "unavailable";
}
