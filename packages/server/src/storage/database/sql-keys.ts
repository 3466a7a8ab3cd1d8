import type { Kysely } from "kysely";
import type { GuardedKey, KeyChange, KeyTable, StoredKey } from "../key-table.js";
import type { SqlNature } from "./nature.js";
import type { KeyRow, Tables } from "./rows.js";
import { guardrailsOfKey } from "./sql-guardrails.js";

/** Keys in a SQL database. */
export class SqlKeys implements KeyTable {
  readonly #db: Kysely<Tables>;
  readonly #nature: SqlNature;

  constructor(db: Kysely<Tables>, nature: SqlNature) {
    this.#db = db;
    this.#nature = nature;
  }

  async insert(key: StoredKey): Promise<void> {
    await this.#db.insertInto("keys").values(toKeyRow(key)).execute();
  }

  async findByLookup(lookup: string): Promise<GuardedKey | undefined> {
    const row = await this.#db.selectFrom("keys").selectAll().where("lookup", "=", lookup).executeTakeFirst();
    return row && { ...fromKeyRow(row), guardrails: await guardrailsOfKey(this.#db, row.hash) };
  }

  async find(hash: string): Promise<StoredKey | undefined> {
    const row = await this.#db.selectFrom("keys").selectAll().where("hash", "=", hash).executeTakeFirst();
    return row && fromKeyRow(row);
  }

  async list(options: { offset: number; limit: number; disabled: boolean }): Promise<StoredKey[]> {
    let query = this.#db.selectFrom("keys").selectAll();
    if (!options.disabled) query = query.where("disabled", "=", 0);
    const rows = await query
      .orderBy("created_at", "desc")
      .orderBy("hash")
      .limit(options.limit)
      .offset(options.offset)
      .execute();
    return rows.map(fromKeyRow);
  }

  async update(hash: string, change: KeyChange): Promise<StoredKey | undefined> {
    return this.#db.transaction().execute(async (db) => {
      const found = await db.selectFrom("keys").selectAll().where("hash", "=", hash).executeTakeFirst();
      if (!found) return undefined;
      const key = { ...fromKeyRow(found), ...change };
      await db.updateTable("keys").set(toKeyRow(key)).where("hash", "=", hash).execute();
      await this.#nature.notify(db, key.lookup);
      return key;
    });
  }

  async delete(hash: string): Promise<boolean> {
    return this.#db.transaction().execute(async (db) => {
      await db.deleteFrom("guardrail_keys").where("hash", "=", hash).execute();
      const found = await db
        .deleteFrom("keys")
        .where("hash", "=", hash)
        .returning("lookup")
        .executeTakeFirst();
      if (found) await this.#nature.notify(db, found.lookup);
      return found !== undefined;
    });
  }
}

function toKeyRow(key: StoredKey): KeyRow {
  return {
    hash: key.hash,
    lookup: key.lookup,
    salt: key.salt,
    digest: key.digest,
    name: key.name,
    label: key.label,
    management: Number(key.management),
    disabled: Number(key.disabled),
    spend_limit: key.limit,
    limit_reset: key.limitReset,
    include_byok: Number(key.includeByok),
    expires_at: key.expiresAt,
    created_at: key.createdAt,
    updated_at: key.updatedAt,
    allowed_models: json(key.allowedModels),
    allowed_providers: json(key.allowedProviders),
    limits: json(key.limits),
  };
}

function fromKeyRow(row: KeyRow): StoredKey {
  return {
    hash: row.hash,
    lookup: row.lookup,
    salt: row.salt,
    digest: row.digest,
    name: row.name,
    label: row.label,
    management: row.management === 1,
    disabled: row.disabled === 1,
    limit: row.spend_limit,
    limitReset: row.limit_reset as StoredKey["limitReset"],
    includeByok: row.include_byok === 1,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    allowedModels: row.allowed_models === null ? null : JSON.parse(row.allowed_models),
    allowedProviders: row.allowed_providers === null ? null : JSON.parse(row.allowed_providers),
    limits: row.limits === null ? null : JSON.parse(row.limits),
  };
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
