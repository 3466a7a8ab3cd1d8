import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { GenerationRecords } from "../../src/generation/records.js";
import { openStorage, type StorageOptions } from "../../src/storage/index.js";
import { eventually } from "./support/eventually.js";
import { record } from "./support/fixture.js";
import { openRecords } from "./support/open-records.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const implementations: [name: string, options: () => Promise<StorageOptions>][] = [
  ["memory", async () => ({})],
  ["a database", async () => ({ dataDir: join(await temporaryFolder(), "made", "here") })],
];

async function open(options: StorageOptions) {
  const records = await openRecords({ openMs: 60_000, ...options });
  onTestFinished(() => records.close());
  return records;
}

const retention = { days: 1, rows: 2 };

/** Of five records the first two are too old and the third is one too many. */
function addFive(records: GenerationRecords) {
  for (const [index, daysAgo] of [3, 2, 0.3, 0.2, 0.1].entries()) {
    const createdAt = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
    records.add({ ...record, id: `gen-${index}`, createdAt });
  }
}

async function kept(records: GenerationRecords) {
  const found = await Promise.all([0, 1, 2, 3, 4].map((index) => records.find(`gen-${index}`)));
  return found.flatMap((one) => one?.id ?? []);
}

describe.each(implementations)("generation records in %s", (_name, options) => {
  it("gives every field back at once, and after it was written", async () => {
    const records = await open(await options());
    records.add(record);
    expect(await records.find(record.id)).toEqual(record);
    await eventually(() => records.health).toEqual({ ok: true, waiting: 0, onDisk: 0, error: null });
    expect(await records.find(record.id)).toEqual(record);
  });

  it("gives back what was null as null", async () => {
    const nothing = Object.fromEntries(
      ["provider", "endpoint", "upstreamId", "apiType", "error", "cost", "latencyMs", "metadata"].map(
        (name) => [name, null],
      ),
    );
    const records = await open(await options());
    records.add({ ...record, ...nothing, attempts: [] });
    await eventually(() => records.health.waiting).toBe(0);
    expect(await records.find(record.id)).toEqual({ ...record, ...nothing, attempts: [] });
  });

  it("shows a record only to its client", async () => {
    const records = await open(await options());
    records.add(record);
    expect(await records.find(record.id, "key:1")).toEqual(record);
    expect(await records.find(record.id, "key:2")).toBeUndefined();
    expect(await records.find("gen-1-b")).toBeUndefined();
  });

  it("lists the newest first, a client's alone, and what comes after one of them", async () => {
    const storage = await openStorage({ openMs: 60_000, ...(await options()) });
    onTestFinished(() => storage.close());
    const { records, generations } = storage;
    const at = (second: number) => `2026-11-25T10:00:0${second}.000Z`;
    // Written in another order than they began, two of them in the same moment.
    for (const [id, second, client] of [
      ["b", 2, "key:1"],
      ["a", 2, "key:2"],
      ["d", 1, "key:1"],
      ["c", 3, "key:1"],
    ] as const)
      records.add({ ...record, id, createdAt: at(second), client });
    await eventually(() => records.health.waiting).toBe(0);
    const ids = async (query: Parameters<typeof generations>[0]) =>
      (await generations(query)).map(({ id }) => id).join("");
    expect(await ids({ limit: 9 })).toBe("cbad");
    expect(await ids({ limit: 2 })).toBe("cb");
    expect(await ids({ limit: 9, client: "key:1" })).toBe("cbd");
    expect(await ids({ limit: 9, after: { id: "b", createdAt: at(2) } })).toBe("ad");
    expect(await ids({ limit: 9, after: { id: "d", createdAt: at(1) } })).toBe("");
    expect((await generations({ limit: 1 }))[0]).toEqual({ ...record, id: "c", createdAt: at(3) });
  });

  it("keeps the first of two with the same id, and those beside them", async () => {
    const records = await open(await options());
    records.add(record);
    await eventually(() => records.health.waiting).toBe(0);
    records.add({ ...record, model: "c/d" });
    records.add({ ...record, id: "gen-1-c" });
    await eventually(() => records.health.waiting).toBe(0);
    expect(await records.find(record.id)).toEqual(record);
    expect(await records.find("gen-1-c")).toMatchObject({ id: "gen-1-c" });
    expect(records.lost).toBe(0);
  });

  it.each([
    [{ days: 0 }, "retention.days is 0: it must be a number above 0"],
    [{ rows: Number.NaN }, "retention.rows is NaN: it must be a number above 0"],
  ])("refuses %o", async (retention, message) => {
    await expect(openRecords({ ...(await options()), retention })).rejects.toThrow(message);
  });

  it("counts what comes after it was closed", async () => {
    const records = await open(await options());
    await records.close();
    records.add(record);
    expect(records.lost).toBe(1);
  });
});

describe("generation records in a database", () => {
  it("loses only the record that can't be written", async () => {
    const errors: string[] = [];
    const dataDir = await temporaryFolder();
    const records = await open({ dataDir, onError: (error) => errors.push(error.message) });
    for (let index = 0; index < 100; index++) records.add({ ...record, id: `gen-${index}` });
    records.add({ ...record, id: "infinite", promptMs: Infinity });
    records.add({ ...record, id: "function", metadata: { f: (() => {}) as never } });
    for (let index = 100; index < 200; index++) records.add({ ...record, id: `gen-${index}` });
    await eventually(() => records.health.waiting).toBe(0);
    expect(records.lost).toBe(2);
    expect(errors).toHaveLength(1);
    for (let index = 0; index < 200; index++) expect(await records.find(`gen-${index}`)).toBeDefined();
  });

  it("writes everything before it closes, to the file that the URL names", async () => {
    const url = pathToFileURL(join(await temporaryFolder(), "my own.db")).href;
    const ids = Array.from({ length: 2_345 }, (_, index) => `gen-${index}`);
    const first = await open({ url });
    for (const id of ids) first.add({ ...record, id });
    await first.close();
    expect(first.lost).toBe(0);
    const second = await open({ url });
    for (const id of ids) expect(await second.find(id)).toMatchObject({ id });
  });

  it("deletes at the start what need not be kept", async () => {
    const dataDir = await temporaryFolder();
    const first = await open({ dataDir });
    addFive(first);
    await first.close();
    const second = await open({ dataDir, retention });
    await eventually(() => kept(second)).toEqual(["gen-3", "gen-4"]);
  });
});

describe("generation records in memory", () => {
  it("keeps no more than retention asks for", async () => {
    const records = await open({ retention });
    addFive(records);
    await eventually(() => kept(records)).toEqual(["gen-3", "gen-4"]);
  });

  it("keeps the last 10 000 of its own accord", async () => {
    const records = await open({});
    for (let index = 0; index < 10_000; index++) records.add({ ...record, id: `gen-${index}` });
    await eventually(() => records.health.waiting).toBe(0);
    records.add({ ...record, id: "gen-10000" });
    await eventually(() => kept(records)).toEqual(["gen-1", "gen-2", "gen-3", "gen-4"]);
  });
});
