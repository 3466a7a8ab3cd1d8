import type { Kysely } from "kysely";
import type { GuardrailChange, GuardrailTable, Page, StoredGuardrail } from "../guardrail-table.js";
import type { SqlNature } from "./nature.js";
import type { GuardrailRow, Tables } from "./rows.js";

/** Guardrails, and which keys have them, in a SQL database. */
export class SqlGuardrails implements GuardrailTable {
  readonly #db: Kysely<Tables>;
  readonly #nature: SqlNature;

  constructor(db: Kysely<Tables>, nature: SqlNature) {
    this.#db = db;
    this.#nature = nature;
  }

  async insert(guardrail: StoredGuardrail): Promise<void> {
    await this.#db.insertInto("guardrails").values(toRow(guardrail)).execute();
  }

  async find(id: string): Promise<StoredGuardrail | undefined> {
    const row = await this.#db.selectFrom("guardrails").selectAll().where("id", "=", id).executeTakeFirst();
    return row && fromGuardrailRow(row);
  }

  async list({ offset, limit }: Page) {
    const rows = await this.#db
      .selectFrom("guardrails")
      .selectAll()
      .orderBy("created_at", "desc")
      .orderBy("id")
      .limit(limit)
      .offset(offset)
      .execute();
    const { total } = await this.#db
      .selectFrom("guardrails")
      .select((select) => select.fn.countAll().as("total"))
      .executeTakeFirstOrThrow();
    return { guardrails: rows.map(fromGuardrailRow), total: Number(total) };
  }

  async update(id: string, change: GuardrailChange): Promise<StoredGuardrail | undefined> {
    return this.#db.transaction().execute(async (db) => {
      const found = await db.selectFrom("guardrails").selectAll().where("id", "=", id).executeTakeFirst();
      if (!found) return undefined;
      const guardrail = { ...fromGuardrailRow(found), ...change };
      await db.updateTable("guardrails").set(toRow(guardrail)).where("id", "=", id).execute();
      await this.#nature.notify(db);
      return guardrail;
    });
  }

  async delete(id: string): Promise<boolean> {
    return this.#db.transaction().execute(async (db) => {
      await db.deleteFrom("guardrail_keys").where("guardrail", "=", id).execute();
      const { numDeletedRows } = await db.deleteFrom("guardrails").where("id", "=", id).executeTakeFirst();
      if (numDeletedRows > 0n) await this.#nature.notify(db);
      return numDeletedRows > 0n;
    });
  }

  async assign(id: string, hashes: readonly string[], createdAt: string): Promise<number> {
    return this.#db.transaction().execute(async (db) => {
      const keys = await db.selectFrom("keys").select("hash").where("hash", "in", hashes).execute();
      if (keys.length === 0) return 0;
      const added = await db
        .insertInto("guardrail_keys")
        .values(keys.map(({ hash }) => ({ guardrail: id, hash, created_at: createdAt })))
        .onConflict((conflict) => conflict.doNothing())
        .returning("hash")
        .execute();
      await this.#nature.notify(db);
      return added.length;
    });
  }

  async unassign(id: string, hashes: readonly string[]): Promise<number> {
    return this.#db.transaction().execute(async (db) => {
      const removed = await db
        .deleteFrom("guardrail_keys")
        .where("guardrail", "=", id)
        .where("hash", "in", hashes)
        .returning("hash")
        .execute();
      await this.#nature.notify(db);
      return removed.length;
    });
  }

  async assignments(id: string, { offset, limit }: Page) {
    const rows = await this.#db
      .selectFrom("guardrail_keys")
      .innerJoin("keys", "keys.hash", "guardrail_keys.hash")
      .select(["keys.hash", "keys.name", "keys.label", "guardrail_keys.created_at"])
      .where("guardrail", "=", id)
      .orderBy("guardrail_keys.created_at", "desc")
      .orderBy("keys.hash")
      .limit(limit)
      .offset(offset)
      .execute();
    const { total } = await this.#db
      .selectFrom("guardrail_keys")
      .select((select) => select.fn.countAll().as("total"))
      .where("guardrail", "=", id)
      .executeTakeFirstOrThrow();
    const assignments = rows.map(({ created_at: createdAt, ...key }) => ({
      guardrail: id,
      ...key,
      createdAt,
    }));
    return { assignments, total: Number(total) };
  }
}

/** What the rows of a key's guardrails say. */
export async function guardrailsOfKey(db: Kysely<Tables>, hash: string): Promise<StoredGuardrail[]> {
  const rows = await db
    .selectFrom("guardrails")
    .innerJoin("guardrail_keys", "guardrail_keys.guardrail", "guardrails.id")
    .selectAll("guardrails")
    .where("guardrail_keys.hash", "=", hash)
    .orderBy("guardrails.id")
    .execute();
  return rows.map(fromGuardrailRow);
}

function toRow({ id, createdAt, updatedAt, ...rules }: StoredGuardrail): GuardrailRow {
  return { id, rules: JSON.stringify(rules), created_at: createdAt, updated_at: updatedAt };
}

function fromGuardrailRow({
  id,
  rules,
  created_at: createdAt,
  updated_at: updatedAt,
}: GuardrailRow): StoredGuardrail {
  return { ...JSON.parse(rules), id, createdAt, updatedAt };
}
