import type { Kysely, Transaction } from "kysely";
import type { ChargedRecord } from "../generation-table.js";
import {
  type AccountPeriod,
  added,
  type Balance,
  balanceName,
  noBalance,
  type SpendTable,
  sumsOf,
} from "../spend.js";
import type { Tables } from "./rows.js";

/** Most values in one statement: SQLite takes 32 766. */
const mostAtOnce = 5_000;

/** What accounts have spent, in a SQL database. */
export class SqlSpend implements SpendTable {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async balances(wanted: readonly AccountPeriod[]): Promise<Balance[]> {
    const found = await readBalances(this.#db, wanted);
    return wanted.map((one) => found.get(balanceName(one)) ?? noBalance(one));
  }
}

/**
 * Adds what the generations cost. The caller holds the lock of those who write: databases without exact decimals can't
 * add them themselves.
 */
export async function addCharges(
  db: Transaction<Tables>,
  entries: readonly ChargedRecord[],
): Promise<Balance[]> {
  const sums = sumsOf(entries);
  const known = await readBalances(db, sums);
  const balances = sums.map(({ amount, ...one }) =>
    added(known.get(balanceName(one)) ?? noBalance(one), amount),
  );
  for (let at = 0; at < balances.length; at += mostAtOnce) {
    await db
      .insertInto("spend")
      .values(balances.slice(at, at + mostAtOnce))
      .onConflict((conflict) =>
        conflict.columns(["account", "period"]).doUpdateSet(({ ref }) => ({
          spent: ref("excluded.spent"),
          version: ref("excluded.version"),
        })),
      )
      .execute();
  }
  return balances;
}

async function readBalances(
  db: Kysely<Tables>,
  wanted: readonly AccountPeriod[],
): Promise<Map<string, Balance>> {
  const names = new Set(wanted.map(balanceName));
  const accounts = [...new Set(wanted.map(({ account }) => account))];
  const periods = [...new Set(wanted.map(({ period }) => period))];
  const found = new Map<string, Balance>();
  for (let at = 0; at < accounts.length; at += mostAtOnce) {
    const rows = await db
      .selectFrom("spend")
      .selectAll()
      .where("account", "in", accounts.slice(at, at + mostAtOnce))
      .where("period", "in", periods)
      .execute();
    for (const { version, ...row } of rows) {
      if (names.has(balanceName(row))) found.set(balanceName(row), { ...row, version: Number(version) });
    }
  }
  return found;
}
