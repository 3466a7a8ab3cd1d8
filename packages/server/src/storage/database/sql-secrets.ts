import type { Kysely } from "kysely";
import type { SecretTable } from "../secret-table.js";
import type { Tables } from "./rows.js";

/** Secrets in a SQL database. */
export class SqlSecrets implements SecretTable {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async keep(name: string, offered: string): Promise<string> {
    await this.#db
      .insertInto("secrets")
      .values({ name, value: offered })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { value } = await this.#db
      .selectFrom("secrets")
      .select("value")
      .where("name", "=", name)
      .executeTakeFirstOrThrow();
    return value;
  }
}
