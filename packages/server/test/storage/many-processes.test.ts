import { expect, it } from "vitest";
import { everyColumn, firstRecord, olderDatabase } from "./support/older-database.js";
import { openRecords } from "./support/open-records.js";
import { WriterProcess } from "./support/writer-process.js";

it("four processes that write to one file at once lose none of 10 000 records", async () => {
  const dataDir = await olderDatabase(everyColumn);
  const each = 2_500;
  const writers = ["a", "b", "c", "d"].map((prefix) => new WriterProcess(dataDir, prefix, each));
  // They open, and so bring the tables up to date, at once too.
  for (const writer of writers) expect(await writer.next()).toBe("ready");
  for (const writer of writers) writer.go();
  for (const writer of writers) expect(await writer.next()).toBe("added");
  for (const writer of writers) writer.go();
  for (const writer of writers) expect(await writer.next()).toEqual({ lost: 0 });

  const records = await openRecords({ dataDir, openMs: 60_000 });
  const missing: string[] = [];
  for (const prefix of ["a", "b", "c", "d"]) {
    for (let index = 0; index < each; index++) {
      if (!(await records.find(`${prefix}-${index}`))) missing.push(`${prefix}-${index}`);
    }
  }
  expect(await records.find("gen-old")).toEqual(firstRecord);
  await records.close();
  expect(missing).toEqual([]);
  expect(writers.flatMap(({ errors }) => errors)).toEqual([]);
});
