import { type Kysely, sql, type Transaction } from "kysely";
import {
  type ResponseBounds,
  type ResponseTable,
  type StoredItem,
  type StoredResponse,
  sizeOf,
} from "../response-table.js";
import type { Tables } from "./rows.js";

/** Values that one statement names at most. */
const mostAtOnce = 500;

/** Kept responses in a SQL database. */
export class SqlResponses implements ResponseTable {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async insert(response: StoredResponse, items: readonly StoredItem[]): Promise<void> {
    const { id, client, createdAt, before, ...parts } = response;
    const row = {
      ...{ id, client, created_at: createdAt, ...parts },
      earlier: before,
      characters: sizeOf(response),
    };
    await this.#db.transaction().execute(async (db) => {
      await db.insertInto("responses").values(row).execute();
      for (const some of parted(items)) {
        await db
          .insertInto("response_items")
          .values(some.map(({ id, item }) => ({ client, id, item, response_id: row.id })))
          .onConflict((conflict) =>
            conflict.columns(["client", "id"]).doUpdateSet((excluded) => ({
              item: excluded.ref("excluded.item"),
              response_id: excluded.ref("excluded.response_id"),
            })),
          )
          .execute();
      }
    });
  }

  async find(id: string, client: string): Promise<StoredResponse | undefined> {
    const row = await this.#db
      .selectFrom("responses")
      .selectAll()
      .where("id", "=", id)
      .where("client", "=", client)
      .executeTakeFirst();
    if (!row) return undefined;
    const { response, added, output } = row;
    return { id, client, createdAt: row.created_at, response, before: row.earlier, added, output };
  }

  async findItems(ids: readonly string[], client: string): Promise<StoredItem[]> {
    const found: StoredItem[] = [];
    for (const some of parted(ids)) {
      const rows = await this.#db
        .selectFrom("response_items")
        .select(["id", "item"])
        .where("client", "=", client)
        .where("id", "in", some)
        .execute();
      found.push(...rows.map(({ id, item }) => ({ id, item })));
    }
    return found;
  }

  async delete(id: string, client: string): Promise<boolean> {
    return this.#db.transaction().execute(async (db) => {
      const rows = await db
        .deleteFrom("responses")
        .where("id", "=", id)
        .where("client", "=", client)
        .returning("id")
        .execute();
      await deleteItems(db, rows);
      return rows.length > 0;
    });
  }

  async trim({ responses, perClient, characters, since }: ResponseBounds): Promise<void> {
    const newestFirst = sql`order by created_at desc, id desc`;
    await this.#db.transaction().execute(async (db) => {
      const ranked = db
        .selectFrom("responses")
        .select([
          "id",
          "created_at",
          sql<number>`row_number() over (${newestFirst})`.as("rank"),
          sql<number>`row_number() over (partition by client ${newestFirst})`.as("rank_of_client"),
          sql<number>`sum(characters) over (${newestFirst})`.as("total"),
        ])
        .as("ranked");
      const beyond = db
        .selectFrom(ranked)
        .select("ranked.id")
        .where((one) =>
          one.or([
            one("rank", ">", responses),
            one("rank_of_client", ">", perClient),
            one("total", ">", characters),
            one("created_at", "<", since),
          ]),
        );
      await deleteItems(
        db,
        await db.deleteFrom("responses").where("id", "in", beyond).returning("id").execute(),
      );
    });
  }
}

async function deleteItems(db: Transaction<Tables>, responses: readonly { id: string }[]): Promise<void> {
  for (const some of parted(responses.map(({ id }) => id))) {
    await db.deleteFrom("response_items").where("response_id", "in", some).execute();
  }
}

function parted<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_, index) =>
    all.slice(index * mostAtOnce, (index + 1) * mostAtOnce),
  );
}
