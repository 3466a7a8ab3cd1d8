import { type Kysely, sql, type Transaction } from "kysely";
import { addDecimals, timesDecimal } from "../../generation/decimal.js";
import type { GenerationRecord } from "../../generation/record.js";
import type {
  Activity,
  ActivityQuery,
  ChargedRecord,
  GenerationQuery,
  GenerationTable,
} from "../generation-table.js";
import { type Balance, dayAfter } from "../spend.js";
import type { SqlNature } from "./nature.js";
import { fromRow, type Tables, toRow } from "./rows.js";
import { addCharges } from "./sql-spend.js";

/** The generations in a SQL database. */
export class SqlGenerations implements GenerationTable {
  readonly #db: Kysely<Tables>;
  readonly #nature: SqlNature;

  constructor(db: Kysely<Tables>, nature: SqlNature) {
    this.#db = db;
    this.#nature = nature;
  }

  async insert(entries: readonly ChargedRecord[]): Promise<Balance[]> {
    if (entries.every(({ charges }) => charges.length === 0)) {
      await this.#write(this.#db, entries);
      return [];
    }
    return this.#db.transaction().execute((db) => this.#insert(db, entries));
  }

  async #insert(db: Transaction<Tables>, entries: readonly ChargedRecord[]): Promise<Balance[]> {
    await this.#nature.lockWriters(db);
    const ids = new Set(await this.#write(db, entries));
    // Of two with the same id in one call the first is written.
    return addCharges(
      db,
      entries.filter(({ record }) => ids.delete(record.id)),
    );
  }

  /** The ids of those that were not there before. */
  async #write(db: Kysely<Tables>, entries: readonly ChargedRecord[]): Promise<string[]> {
    const added = await db
      .insertInto("generations")
      .values(entries.map(({ record }) => toRow(record)))
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .execute();
    return added.map(({ id }) => id);
  }

  async activity({ from, to, client }: ActivityQuery): Promise<Activity[]> {
    const { exactSums } = this.#nature;
    let query = this.#db
      .selectFrom("generations")
      .select([
        sql<string>`substr(created_at, 1, 10)`.as("date"),
        "model",
        "endpoint",
        "provider",
        exactSums ? sql<string>`cast(sum(cast(cost as numeric)) as text)`.as("cost") : "cost",
        sql<number>`count(*)`.as("requests"),
        sql<number>`sum(prompt_tokens)`.as("prompt"),
        sql<number>`sum(completion_tokens)`.as("completion"),
        sql<number>`sum(reasoning_tokens)`.as("reasoning"),
      ])
      .where("created_at", ">=", from)
      .where("created_at", "<", dayAfter(to));
    if (client !== undefined) query = query.where("client", "=", client);
    // Where the database can't add decimals, it counts those that are the same.
    const rows = await query
      .groupBy([sql`1`, "model", "endpoint", "provider", ...(exactSums ? [] : (["cost"] as const))])
      .orderBy(sql`1`, "desc")
      .execute();
    const sums = new Map<string, Activity>();
    for (const { date, model, endpoint, provider, cost, ...counts } of rows) {
      const name = JSON.stringify([date, model, endpoint, provider]);
      const sum = sums.get(name);
      const requests = Number(counts.requests);
      const costs = exactSums ? (cost ?? "0") : timesDecimal(cost ?? "0", requests);
      sums.set(name, {
        date,
        model: model ?? "",
        endpoint,
        provider,
        requests: (sum?.requests ?? 0) + requests,
        promptTokens: (sum?.promptTokens ?? 0) + Number(counts.prompt),
        completionTokens: (sum?.completionTokens ?? 0) + Number(counts.completion),
        reasoningTokens: (sum?.reasoningTokens ?? 0) + Number(counts.reasoning),
        cost: addDecimals(sum?.cost ?? "0", costs),
      });
    }
    return [...sums.values()];
  }

  async find(id: string): Promise<GenerationRecord | undefined> {
    const row = await this.#db.selectFrom("generations").selectAll().where("id", "=", id).executeTakeFirst();
    return row && fromRow(row);
  }

  async list({ limit, after, client }: GenerationQuery): Promise<GenerationRecord[]> {
    let query = this.#db.selectFrom("generations").selectAll();
    if (client !== undefined) query = query.where("client", "=", client);
    if (after) {
      const { createdAt, id } = after;
      query = query
        .where("created_at", "<=", createdAt)
        .where(({ or, eb }) => or([eb("created_at", "<", createdAt), eb("id", "<", id)]));
    }
    const rows = await query
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(sql.lit(limit))
      .execute();
    return rows.map(fromRow);
  }

  async createdAtOfNewest(rank: number): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom("generations")
      .select("created_at")
      .orderBy("created_at", "desc")
      .limit(1)
      .offset(rank - 1)
      .executeTakeFirst();
    return row?.created_at ?? undefined;
  }

  async deleteBefore(createdAt: string, limit: number): Promise<number> {
    const oldest = this.#db
      .selectFrom("generations")
      .select("id")
      .where("created_at", "<", createdAt)
      .orderBy("created_at")
      .limit(sql.lit(limit));
    const { numDeletedRows } = await this.#db
      .deleteFrom("generations")
      .where("id", "in", oldest)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}
