import type { Kysely } from "kysely";
import type { Database } from "../database.js";
import type { SqlNature } from "./nature.js";
import type { Tables } from "./rows.js";
import { SqlGenerations } from "./sql-generations.js";
import { SqlGuardrails } from "./sql-guardrails.js";
import { SqlKeys } from "./sql-keys.js";
import { SqlResponses } from "./sql-responses.js";
import { SqlSecrets } from "./sql-secrets.js";
import { SqlSpend } from "./sql-spend.js";

/** The tables over a connection whose migrations have run. */
export function sqlDatabase(db: Kysely<Tables>, nature: SqlNature): Database {
  return {
    generations: new SqlGenerations(db, nature),
    keys: new SqlKeys(db, nature),
    guardrails: new SqlGuardrails(db, nature),
    spend: new SqlSpend(db),
    secrets: new SqlSecrets(db),
    responses: new SqlResponses(db),
    close: () => db.destroy(),
  };
}
