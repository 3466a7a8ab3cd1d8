import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@libsql/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/storage/database/open-database.js";
import { record } from "./support/fixture.js";
import { everyColumn, firstRecord, olderDatabase } from "./support/older-database.js";
import { openRecords } from "./support/open-records.js";
import { temporaryFolder } from "./support/temporary-folder.js";

function urlOf(dataDir: string) {
  return pathToFileURL(join(dataDir, "generations.db")).href;
}

async function open(dataDir: string) {
  const database = await openDatabase({ url: urlOf(dataDir) });
  onTestFinished(() => database.close());
  return database;
}

describe("a database of an older version", () => {
  it("is brought up to date, its rows are read, and new ones are written beside them", async () => {
    const dataDir = await olderDatabase(everyColumn);
    const { generations, close } = await open(dataDir);
    expect(await generations.find("gen-old")).toEqual(firstRecord);
    await generations.insert([{ record, charges: [] }]);
    await close();
    const { generations: again } = await open(dataDir);
    expect(await again.find("gen-old")).toEqual(firstRecord);
    expect(await again.find(record.id)).toEqual(record);
  });

  it.each(everyColumn.filter((name) => name !== "id"))("may lack the column %s", async (missing) => {
    const { generations } = await open(await olderDatabase(everyColumn.filter((name) => name !== missing)));
    expect(await generations.find("gen-old")).toMatchObject({ id: "gen-old" });
    await generations.insert([{ record, charges: [] }]);
    expect(await generations.find(record.id)).toEqual(record);
  });
});

it("a database of a newer version is refused, and left as it is", async () => {
  const dataDir = await temporaryFolder();
  await (await open(dataDir)).close();
  const database = createClient({ url: urlOf(dataDir) });
  onTestFinished(() => database.close());
  await database.execute("INSERT INTO kysely_migration VALUES ('999-future', '2030-01-01')");
  await expect(openRecords({ dataDir })).rejects.toThrow(
    /generations\.db, can't be used: it was written by a newer version of this program \(which did "999-future"\)/,
  );
  expect((await database.execute("SELECT name FROM kysely_migration")).rows).toHaveLength(9);
});
