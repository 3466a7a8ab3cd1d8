import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@libsql/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { RecordsUnavailable } from "../../src/generation/records.js";
import type { StorageOptions } from "../../src/storage/index.js";
import { eventually } from "./support/eventually.js";
import { record } from "./support/fixture.js";
import { openRecords } from "./support/open-records.js";
import { temporaryFolder } from "./support/temporary-folder.js";

async function open(options: StorageOptions) {
  const records = await openRecords({ openMs: 60_000, ...options });
  onTestFinished(() => records.close());
  return records;
}

/** Another process's transaction, which keeps all others from writing. */
async function lock(dataDir: string) {
  // The server may be writing at this moment.
  const client = createClient({ url: pathToFileURL(join(dataDir, "generations.db")).href, timeout: 10_000 });
  const transaction = await client.transaction("write");
  const release = () => {
    transaction.close();
    client.close();
  };
  onTestFinished(release);
  return { release };
}

describe("a corrupted file", () => {
  const rubbish = Buffer.alloc(20_000, "rubbish ");

  it("is moved aside at the start, whole, and said", async () => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, "generations.db"), rubbish);
    const errors: string[] = [];
    const records = await open({ dataDir, onError: (error) => errors.push(error.message) });
    records.add(record);
    await records.close();
    const aside = (await readdir(dataDir)).filter((name) => name.includes(".corrupted-"));
    expect(aside).toHaveLength(1);
    expect(await readFile(join(dataDir, aside[0]!))).toEqual(rubbish);
    expect(errors).toEqual([expect.stringContaining(`it is now ${join(dataDir, aside[0]!)}`)]);
    const again = await open({ dataDir });
    expect(await again.find(record.id)).toEqual(record);
  });

  it("is moved aside by one of those who open it at once; the others take its successor", async () => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, "generations.db"), rubbish);
    const all = await Promise.all([1, 2, 3, 4].map(() => open({ dataDir })));
    for (const [index, records] of all.entries()) records.add({ ...record, id: `gen-${index}` });
    for (const records of all) await records.close();
    const again = await open({ dataDir });
    for (const index of all.keys()) expect(await again.find(`gen-${index}`)).toBeDefined();
    expect((await readdir(dataDir)).filter((name) => /\.corrupted-[^.]*Z$/.test(name))).toHaveLength(1);
  });

  it("is moved aside while the server runs, and what waits is written to its successor", async () => {
    const dataDir = await temporaryFolder();
    const first = await open({ dataDir });
    for (let index = 0; index < 1_000; index++) first.add({ ...record, id: `gen-old-${index}` });
    await first.close();
    const errors: string[] = [];
    const records = await open({ dataDir, onError: (error) => errors.push(error.message) });
    // Everything but the header, which says what the file is.
    const file = join(dataDir, "generations.db");
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0xff)]));
    records.add(record);
    await eventually(() => records.health).toEqual({ ok: true, waiting: 0, onDisk: 0, error: null });
    expect(await records.find(record.id)).toEqual(record);
    expect(records.lost).toBe(0);
    expect(errors).toEqual([expect.stringContaining("was corrupted")]);
  });
});

describe("a database that can't be used is named at the start", () => {
  it("when a file lies where the folder should be", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    await expect(openRecords({ dataDir: file })).rejects.toThrow(
      `The database of generations, ${join(file, "generations.db")}, can't be used: EEXIST`,
    );
  });

  it("when a folder lies where the file should be", async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, "generations.db"));
    await expect(openRecords({ dataDir })).rejects.toThrow(/can't be used: .*Unable to open/);
  });

  it("when the file may only be read", async () => {
    const dataDir = await temporaryFolder();
    await (await open({ dataDir })).close();
    await chmod(join(dataDir, "generations.db"), 0o444);
    await chmod(dataDir, 0o555);
    // The superuser may write everything; another user may not.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(openRecords({ dataDir })).rejects.toThrow(/can't be used: .*readonly/);
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(dataDir, 0o755);
    }
  });

  it("when a server takes the connection and says nothing", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}?authToken=secret`;
    await expect(openRecords({ url, openMs: 1_000 })).rejects.toThrow(
      `The database of generations, http://127.0.0.1:${port}, can't be used: The database did not answer within 1 s`,
    );
  });

  it("when its address holds a user, which it does not show", async () => {
    const opened = openRecords({ url: "http://user:secret@127.0.0.1:1/x?authToken=secret" });
    await expect(opened).rejects.toThrow(
      "The database of generations, http://127.0.0.1:1/x, can't be used: its URL must not hold a user: set the token instead",
    );
  });

  it("when another process never lets go of it", async () => {
    const dataDir = await temporaryFolder();
    await (await open({ dataDir })).close();
    await lock(dataDir);
    await expect(openRecords({ dataDir, openMs: 1_000 })).rejects.toThrow("did not answer within 1 s");
  });

  it("when its address is no address", async () => {
    await expect(openRecords({ url: "gopher://x" })).rejects.toThrow(/gopher:\/\/x, can't be used: .*URL/);
  });
});

describe("while another process holds the database", () => {
  it("records are found, those that wait and those that are written; all are written when it lets go", async () => {
    const dataDir = await temporaryFolder();
    const records = await open({ dataDir });
    records.add(record);
    await eventually(() => records.health.waiting).toBe(0);
    const { release } = await lock(dataDir);
    records.add({ ...record, id: "gen-2" });
    expect(await records.find("gen-2")).toMatchObject({ id: "gen-2" });
    expect(await records.find(record.id)).toEqual(record);
    expect(records.health.waiting).toBe(1);
    release();
    await eventually(() => records.health).toEqual({ ok: true, waiting: 0, onDisk: 0, error: null });
    expect(await records.find("gen-2")).toMatchObject({ id: "gen-2" });
  });

  it("closing ends within its bound, and counts what could not be written", async () => {
    const dataDir = await temporaryFolder();
    const errors: string[] = [];
    const onError = (error: Error) => errors.push(error.message);
    const records = await open({ dataDir, closeMs: 500, onError });
    await lock(dataDir);
    for (let index = 0; index < 3; index++) records.add({ ...record, id: `gen-${index}` });
    await records.close();
    expect(records.lost).toBe(3);
    expect(errors).toEqual([expect.stringMatching(/^3 generations could not be recorded: /)]);
  });

  it("no more than 10 000 wait", async () => {
    const dataDir = await temporaryFolder();
    const records = await open({ dataDir, closeMs: 1 });
    await lock(dataDir);
    for (let index = 0; index < 10_007; index++) records.add({ ...record, id: `gen-${index}` });
    expect(records.health.waiting).toBe(10_000);
    expect(records.lost).toBe(7);
  });
});

it("a file that is no longer at its place is begun anew", async () => {
  const dataDir = await temporaryFolder();
  const file = join(dataDir, "generations.db");
  const records = await open({ dataDir });
  records.add(record);
  await eventually(() => records.health.waiting).toBe(0);
  for (const part of ["", "-wal", "-shm"]) await rename(file + part, join(dataDir, `elsewhere${part}`));
  records.add({ ...record, id: "gen-2" });
  await records.close();
  expect(records.lost).toBe(0);
  const again = await open({ dataDir });
  expect(await again.find("gen-2")).toMatchObject({ id: "gen-2" });
  expect(await again.find(record.id)).toBeUndefined();
});

it("records that can't be read are said to be unavailable, and read again when they can be", async () => {
  const folder = await temporaryFolder();
  const dataDir = join(folder, "data");
  const records = await open({ dataDir });
  records.add(record);
  await eventually(() => records.health.waiting).toBe(0);
  await rename(dataDir, join(folder, "elsewhere"));
  await expect(records.find(record.id)).rejects.toThrow(RecordsUnavailable);
  records.add({ ...record, id: "gen-2" });
  await eventually(() => records.health.ok).toBe(false);
  await rename(join(folder, "elsewhere"), dataDir);
  expect(await records.find(record.id)).toEqual(record);
  await records.close();
  expect(records.lost).toBe(0);
});
