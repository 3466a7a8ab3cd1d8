import { type ColumnDefinitionBuilder, type Kysely, type Migration, Migrator } from "kysely";
import { StorageError } from "../generation-table.js";

type Database = Kysely<unknown>;
type ColumnType = "text" | "integer" | "double precision";

/** Forwards only, in the order of their names. One that was published is never changed. */
const migrations: Record<string, Migration> = {
  "001-generations": {
    /** Also where the table is there already: versions without migrations made it, with fewer columns at first. */
    async up(db: Database) {
      await db.schema
        .createTable("generations")
        .ifNotExists()
        .addColumn("id", "text", (column) => column.primaryKey())
        .execute();
      await addColumns(db, "generations", {
        created_at: "text",
        client: "text",
        model: "text",
        streamed: "integer",
        cancelled: "integer",
        finish_reason: "text",
        native_finish_reason: "text",
        prompt_tokens: "integer",
        cached_tokens: "integer",
        completion_tokens: "integer",
        reasoning_tokens: "integer",
        queued_ms: "double precision",
        prompt_ms: "double precision",
        generation_ms: "double precision",
        latency_ms: "double precision",
        user_id: "text",
        session_id: "text",
        metadata: "text",
      });
    },
  },
  "002-providers": {
    async up(db: Database) {
      await addColumns(db, "generations", {
        provider: "text",
        endpoint: "text",
        upstream_id: "text",
        api_type: "text",
        error: "text",
        cost: "text",
        is_byok: "integer",
        attempts: "text",
      });
    },
  },
  "003-retention": {
    async up(db: Database) {
      await db.schema
        .createIndex("generations_created_at")
        .on("generations")
        .column("created_at")
        .ifNotExists()
        .execute();
    },
  },
  "004-accounts": {
    async up(db: Database) {
      await db.schema
        .createTable("spend")
        .addColumn("account", "text", notNull)
        .addColumn("period", "text", notNull)
        .addColumn("spent", "text", notNull)
        .addColumn("version", "bigint", notNull)
        .addPrimaryKeyConstraint("spend_key", ["account", "period"])
        .execute();
      await db.schema
        .createTable("keys")
        .addColumn("hash", "text", (column) => column.primaryKey())
        .addColumn("lookup", "text", (column) => column.notNull().unique())
        .addColumn("salt", "text", notNull)
        .addColumn("digest", "text", notNull)
        .addColumn("name", "text", notNull)
        .addColumn("label", "text", notNull)
        .addColumn("management", "integer", notNull)
        .addColumn("disabled", "integer", notNull)
        .addColumn("spend_limit", "text")
        .addColumn("limit_reset", "text")
        .addColumn("include_byok", "integer", notNull)
        .addColumn("expires_at", "text")
        .addColumn("created_at", "text", notNull)
        .addColumn("updated_at", "text")
        .addColumn("allowed_models", "text")
        .addColumn("allowed_providers", "text")
        .addColumn("limits", "text")
        .execute();
    },
  },
  "005-responses": {
    async up(db: Database) {
      await db.schema
        .createTable("responses")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("client", "text", notNull)
        .addColumn("created_at", "text", notNull)
        .addColumn("response", "text", notNull)
        .addColumn("earlier", "text", notNull)
        .addColumn("added", "text", notNull)
        .addColumn("output", "text", notNull)
        .addColumn("characters", "integer", notNull)
        .execute();
      await db.schema
        .createTable("response_items")
        .addColumn("client", "text", notNull)
        .addColumn("id", "text", notNull)
        .addColumn("response_id", "text", notNull)
        .addColumn("item", "text", notNull)
        .addPrimaryKeyConstraint("response_items_key", ["client", "id"])
        .execute();
      await db.schema
        .createIndex("response_items_response")
        .on("response_items")
        .column("response_id")
        .execute();
    },
  },
  "006-guardrails": {
    async up(db: Database) {
      await db.schema
        .createTable("guardrails")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("rules", "text", notNull)
        .addColumn("created_at", "text", notNull)
        .addColumn("updated_at", "text")
        .execute();
      await db.schema
        .createTable("guardrail_keys")
        .addColumn("guardrail", "text", notNull)
        .addColumn("hash", "text", notNull)
        .addColumn("created_at", "text", notNull)
        .addPrimaryKeyConstraint("guardrail_keys_key", ["guardrail", "hash"])
        .execute();
      await db.schema.createIndex("guardrail_keys_hash").on("guardrail_keys").column("hash").execute();
    },
  },
  "007-origins": {
    async up(db: Database) {
      await addColumns(db, "generations", { preset_id: "text", cache_source_id: "text" });
    },
  },
  "008-secrets": {
    async up(db: Database) {
      await db.schema
        .createTable("secrets")
        .addColumn("name", "text", (column) => column.primaryKey())
        .addColumn("value", "text", notNull)
        .execute();
    },
  },
};

function notNull(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}

/** Adds the columns that are not there. */
async function addColumns(db: Database, table: string, columns: Record<string, ColumnType>): Promise<void> {
  const tables = await db.introspection.getTables();
  const present = new Set(tables.find(({ name }) => name === table)?.columns.map(({ name }) => name));
  for (const [name, type] of Object.entries(columns)) {
    if (!present.has(name)) await db.schema.alterTable(table).addColumn(name, type).execute();
  }
}

/** Brings the tables up to date, in one transaction; of several processes one does it and the others wait. */
// biome-ignore lint/suspicious/noExplicitAny: whatever tables the caller knows.
export async function migrate(db: Kysely<any>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const done = await db.selectFrom("kysely_migration").select("name").execute();
  const unknown = done.find(({ name }) => !(name in migrations));
  if (!unknown) throw error;
  throw new StorageError(
    "unavailable",
    `it was written by a newer version of this program (which did ${JSON.stringify(unknown.name)})`,
  );
}
