import { describe, expect, it, onTestFinished } from "vitest";
import type { Charge } from "../../src/generation/record.js";
import { openStorage, type Storage, type StorageOptions } from "../../src/storage/index.js";
import type { StoredKey } from "../../src/storage/key-table.js";
import { noServers, startPostgres } from "../support/servers.js";
import { everyDatabase } from "./support/databases.js";
import { eventually } from "./support/eventually.js";
import { record } from "./support/fixture.js";

const key: StoredKey = {
  hash: "a".repeat(64),
  lookup: "0123456789abcdef",
  salt: "01",
  digest: "02",
  name: "The first",
  label: "sk-or-v1-012…def",
  management: false,
  disabled: false,
  limit: "12.50",
  limitReset: "weekly",
  includeByok: true,
  expiresAt: "2027-01-01T00:00:00.000Z",
  createdAt: "2026-11-25T10:00:00.000Z",
  updatedAt: null,
  allowedModels: ["a/b"],
  allowedProviders: ["x", "y/z"],
  limits: { requests_per_minute: 10 },
};

const databases = everyDatabase();

async function emptyPostgres(): Promise<string> {
  const [, , options] = databases.find(([name]) => name === "Postgres")!;
  return (await options()).url!;
}

async function open(options: StorageOptions): Promise<Storage> {
  const storage = await openStorage({ openMs: 60_000, ...options });
  onTestFinished(() => storage.close());
  return storage;
}

async function written({ records }: Storage) {
  await eventually(() => records.health).toEqual({ ok: true, waiting: 0, onDisk: 0, error: null });
}

for (const [name, skip, options] of databases) {
  // Without the servers only their own tests are left out; scripts/servers.mjs says so.
  describe.skipIf(skip)(`what is kept in ${name}`, () => {
    it("is a record with every field", async () => {
      const storage = await open(await options());
      storage.records.add({ ...record, user: "no \0 here" });
      await written(storage);
      const { user, ...rest } = (await storage.records.find(record.id))!;
      expect(record).toMatchObject(rest);
      // Not every database takes the character.
      expect(["no \0 here", "no \uFFFD here"]).toContain(user);
      expect(storage.records.lost).toBe(0);
    });

    it("is what accounts have spent, exactly, once for each generation", async () => {
      const storage = await open(await options());
      const settled: string[] = [];
      storage.records.whenSettled((ids) => settled.push(...ids));
      const charges: Charge[] = [{ account: "key:1", amount: "0.1" }];
      const add = (id: string, createdAt: string) =>
        storage.records.add({ ...record, id, createdAt }, charges);
      for (let index = 0; index < 25; index++) add(`gen-${index}`, "2026-11-29T23:59:59.999Z");
      await written(storage);
      for (let index = 0; index < 30; index++) add(`gen-${index}`, "2026-11-30T00:00:00.000Z");
      await written(storage);
      const periods = [
        "lifetime",
        "2026-11",
        "week of 2026-11-23",
        "week of 2026-11-30",
        "2026-11-29",
        "2026-11-30",
      ];
      const balances = await storage.spend.balances(periods.map((period) => ({ account: "key:1", period })));
      expect(balances.map(({ spent }) => spent)).toEqual(["3", "3", "2.5", "0.5", "2.5", "0.5"]);
      expect(settled).toHaveLength(55);
      expect(await storage.spend.balances([{ account: "key:2", period: "lifetime" }])).toEqual([
        { account: "key:2", period: "lifetime", spent: "0", version: 0 },
      ]);
    });

    it("adds up the last digit of the smallest prices", async () => {
      const storage = await open(await options());
      const amounts = ["0.000000000000000000000001", "123456789.1", "0.0000000000001"];
      for (const [index, amount] of amounts.entries()) {
        storage.records.add({ ...record, id: `gen-${index}`, cost: amount }, [{ account: "server", amount }]);
      }
      await written(storage);
      const [balance] = await storage.spend.balances([{ account: "server", period: "lifetime" }]);
      expect(balance).toMatchObject({ spent: "123456789.100000000000100000000001" });
      const day = record.createdAt.slice(0, 10);
      expect(await storage.activity({ from: day, to: day })).toEqual([
        {
          date: day,
          model: "a/b",
          endpoint: "local",
          provider: "Embedded",
          requests: 3,
          promptTokens: 36,
          completionTokens: 12,
          reasoningTokens: 6,
          cost: "123456789.100000000000100000000001",
        },
      ]);
    });

    it("is the activity of a client, by day, model and endpoint", async () => {
      const storage = await open(await options());
      const add = (id: string, day: string, client: string, endpoint: string) =>
        storage.records.add({
          ...record,
          id,
          createdAt: `${day}T12:00:00.000Z`,
          client,
          endpoint,
          cost: "0.5",
        });
      add("1", "2026-11-01", "key:1", "x");
      add("2", "2026-11-02", "key:1", "x");
      add("3", "2026-11-02", "key:1", "x");
      add("4", "2026-11-02", "key:1", "y");
      add("5", "2026-11-02", "key:2", "x");
      add("6", "2026-11-03", "key:1", "x");
      await written(storage);
      const found = await storage.activity({ from: "2026-11-01", to: "2026-11-02", client: "key:1" });
      expect(
        found.map(({ date, endpoint, requests, cost }) => `${date} ${endpoint} ${requests} ${cost}`).sort(),
      ).toEqual(["2026-11-01 x 1 0.5", "2026-11-02 x 2 1", "2026-11-02 y 1 0.5"]);
      expect(found.at(-1)).toMatchObject({ date: "2026-11-01" });
    });

    it("is a secret: the one that was offered first", async () => {
      const { secrets } = await open(await options());
      const kept = await Promise.all(["a", "b", "c"].map((value) => secrets.keep("ids", value)));
      expect(new Set([...kept, await secrets.keep("ids", "d")]).size).toBe(1);
      expect(["a", "b", "c"]).toContain(kept[0]);
      expect(await secrets.keep("others", "d")).toBe("d");
    });

    it("is a key with every field, until it is deleted", async () => {
      const { keys } = await open(await options());
      await keys.insert(key);
      expect(await keys.find(key.hash)).toEqual(key);
      expect(await keys.findByLookup(key.lookup)).toEqual({ ...key, guardrails: [] });
      expect(await keys.findByLookup("0")).toBeUndefined();
      await expect(keys.insert({ ...key, hash: "b" })).rejects.toMatchObject({ kind: "refused" });
      expect(await keys.delete(key.hash)).toBe(true);
      expect(await keys.delete(key.hash)).toBe(false);
      expect(await keys.find(key.hash)).toBeUndefined();
    });

    it("changes of a key only what is named", async () => {
      const { keys } = await open(await options());
      await keys.insert(key);
      const change = { disabled: true, limit: null, allowedModels: null, limits: null };
      expect(await keys.update(key.hash, change)).toEqual({ ...key, ...change });
      expect(await keys.find(key.hash)).toEqual({ ...key, ...change });
      expect(await keys.update("c", change)).toBeUndefined();
    });

    it("lists keys, the newest first", async () => {
      const { keys } = await open(await options());
      for (let index = 0; index < 5; index++) {
        const createdAt = `2026-11-2${index}T00:00:00.000Z`;
        const names = { hash: `h${index}`, lookup: `l${index}` };
        await keys.insert({ ...key, ...names, createdAt, disabled: index === 3 });
      }
      const hashes = async (offset: number, limit: number, disabled: boolean) =>
        (await keys.list({ offset, limit, disabled })).map(({ hash }) => hash);
      expect(await hashes(0, 3, true)).toEqual(["h4", "h3", "h2"]);
      expect(await hashes(0, 10, false)).toEqual(["h4", "h2", "h1", "h0"]);
      expect(await hashes(3, 10, true)).toEqual(["h1", "h0"]);
    });
  });
}

describe.skipIf(noServers !== undefined)("a Postgres that several processes share", () => {
  it("brings its tables up to date once, and adds up what all have spent", async () => {
    const url = await emptyPostgres();
    const storages = await Promise.all([0, 1, 2, 3].map(() => open({ url })));
    for (const { records } of storages) {
      for (let index = 0; index < 200; index++) {
        // Every generation comes from two of them.
        const id = `gen-${index}-${storages.findIndex((one) => one.records === records) % 2}`;
        records.add({ ...record, id, cost: "0.01" }, [{ account: "server", amount: "0.01" }]);
      }
    }
    await Promise.all(storages.map(written));
    const [balance] = await storages[0]!.spend.balances([{ account: "server", period: "lifetime" }]);
    expect(balance!.spent).toBe("4");
  });

  it("tells the others at once when a key changes, and again after the connection was lost", async () => {
    const url = await emptyPostgres();
    const [one, other] = [await open({ url }), await open({ url })];
    const heard: (string | undefined)[] = [];
    other.changes.listen((lookup) => heard.push(lookup));
    await eventually(() => other.changes.live).toBe(true);
    await one.keys.insert(key);
    await one.keys.update(key.hash, { disabled: true });
    await eventually(() => heard).toEqual([undefined, key.lookup]);
    await one.keys.delete(key.hash);
    await eventually(() => heard).toEqual([undefined, key.lookup, key.lookup]);
  });

  it("keeps what can't be written until it is back, and writes it once", async () => {
    const own = await startPostgres();
    onTestFinished(() => own.close());
    const storage = await open({ url: own.url });
    storage.changes.listen(() => {});
    await eventually(() => storage.changes.live).toBe(true);
    await own.kill();
    await eventually(() => storage.changes.live).toBe(false);
    const charges = [{ account: "server", amount: "1" }];
    storage.records.add(record, charges);
    await eventually(() => storage.records.health.ok).toBe(false);
    expect(storage.records.health.waiting).toBe(1);
    await own.start();
    await written(storage);
    await eventually(() => storage.changes.live).toBe(true);
    const [balance] = await storage.spend.balances([{ account: "server", period: "lifetime" }]);
    expect(balance!.spent).toBe("1");
    expect(storage.records.lost).toBe(0);
  }, 60_000);

  it("is refused when it can't be reached, by a message without its user", async () => {
    await expect(openStorage({ url: "postgres://me:secret@127.0.0.1:1/x" })).rejects.toThrow(
      /^The database of generations, postgres:\/\/127\.0\.0\.1:1\/x, can't be used: .*ECONNREFUSED/,
    );
  });
});
