import { type Kysely, sql } from "kysely";
import type { GenerationRecord } from "../../generation/record.js";
import type { GenerationTable } from "../generation-table.js";
import { fromRow, type Tables, toRow } from "./rows.js";

/** The generations in a SQL database. */
export class SqlGenerations implements GenerationTable {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** One statement, so one transaction. */
  async insert(records: readonly GenerationRecord[]): Promise<void> {
    await this.#db
      .insertInto("generations")
      .values(records.map(toRow))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async find(id: string): Promise<GenerationRecord | undefined> {
    const row = await this.#db.selectFrom("generations").selectAll().where("id", "=", id).executeTakeFirst();
    return row && fromRow(row);
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

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}
