import { afterAll, beforeAll } from "vitest";
import type { StorageOptions } from "../../../src/storage/index.js";
import { noServers, type OwnServer, startPostgres } from "../../support/servers.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A kind of database, whether its tests are left out, and one that is empty. */
export type DatabaseKind = [name: string, skip: boolean, options: () => Promise<StorageOptions>];

/** Every kind that there is; Postgres runs while the tests of the file do. */
export function everyDatabase(): DatabaseKind[] {
  let postgres: OwnServer | undefined;
  beforeAll(async () => {
    if (!noServers) postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres?.close());
  return [
    ["memory", false, async () => ({})],
    ["SQLite", false, async () => ({ dataDir: await temporaryFolder() })],
    ["Postgres", noServers !== undefined, async () => ({ url: await emptyDatabase(postgres!.url) })],
  ];
}

let databaseCount = 0;

/** A database of its own for each test. */
async function emptyDatabase(url: string): Promise<string> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = `test_${databaseCount++}`;
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/\/postgres$/, `/${name}`);
}
