import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Counters, Hold, Rate } from "../../src/storage/counters/counters.js";
import { MemoryCounters } from "../../src/storage/counters/memory-counters.js";
import { RedisCounters } from "../../src/storage/counters/redis-counters.js";
import { noServers, type OwnServer, startRedis } from "../support/servers.js";
import { eventually } from "./support/eventually.js";

let redis: OwnServer | undefined;
beforeAll(async () => {
  if (!noServers) redis = await startRedis();
}, 60_000);
afterAll(() => redis?.close());

const long = 600_000;
let name = 0;
let key: string;

const hold = (amount: number, limit: number, more: Partial<Hold> = {}): Hold => ({
  kind: "hold",
  key,
  amount,
  limit,
  balance: { spent: 0, version: 0 },
  ...more,
});

/** In a window that does not end while a test runs. */
const rate = (amount: number, limit: number, more: Partial<Rate> = {}): Rate => ({
  kind: "rate",
  key: `${key}-rate`,
  amount,
  limit,
  windowMs: 1e12,
  ...more,
});

const implementations: [name: string, skip: boolean, open: () => Promise<Counters>][] = [
  ["memory", false, async () => new MemoryCounters()],
  ["Redis", noServers !== undefined, () => RedisCounters.open(redis!.url, 60_000)],
];

for (const [where, skip, open] of implementations) {
  describe.skipIf(skip)(`counters in ${where}`, () => {
    async function start(): Promise<Counters> {
      key = `key-${name++}`;
      const counters = await open();
      onTestFinished(() => counters.close());
      return counters;
    }

    it("let nobody past a limit, however many come at once", async () => {
      const counters = await start();
      const takes = Array.from({ length: 50 }, (_, index) =>
        counters.take(`gen-${index}`, [hold(3, 100), rate(1, 40)], long),
      );
      const kinds = (await Promise.all(takes)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "taken")).toHaveLength(33);
      expect(await counters.take("more", [hold(1, 100)], long)).toEqual({
        kind: "taken",
        rooms: [{ left: 0, resetMs: 0 }],
      });
    });

    it("take all or nothing", async () => {
      const counters = await start();
      const refused = await counters.take("a", [rate(1, 5), hold(6, 5)], long);
      expect(refused).toEqual({ kind: "full", index: 1, left: 5, resetMs: 0 });
      expect(await counters.take("b", [rate(5, 5)], long)).toMatchObject({
        kind: "taken",
        rooms: [{ left: 0 }],
      });
      const full = await counters.take("c", [hold(5, 5), rate(1, 5)], long);
      expect(full).toMatchObject({ kind: "full", index: 1, left: 0 });
      expect(full.kind === "full" && full.resetMs).toBeGreaterThan(0);
      expect(await counters.take("d", [hold(5, 5)], long)).toMatchObject({ kind: "taken" });
    });

    it("name the full window that is full the longest, and a full budget before any window", async () => {
      const counters = await start();
      const short = rate(1, 0, { key: `${key}-short`, windowMs: 1e11 });
      const refused = await counters.take("a", [short, rate(1, 0)], long);
      expect(refused).toMatchObject({ kind: "full", index: 1, left: 0 });
      const unpaid = await counters.take("a", [hold(2, 1), short, rate(1, 0)], long);
      expect(unpaid).toMatchObject({ kind: "full", index: 0, resetMs: 0 });
    });

    it("ask what was spent where they don't know it, and keep the newest that they are told", async () => {
      const counters = await start();
      const unknowing = hold(1, 10, { balance: undefined });
      expect(await counters.take("a", [rate(1, 1), unknowing], long)).toEqual({
        kind: "unknown",
        indexes: [1],
      });
      const knowing = hold(1, 10, { balance: { spent: 7, version: 4 } });
      expect(await counters.take("a", [rate(1, 1), knowing], long)).toMatchObject({
        kind: "taken",
        rooms: [{ left: 0 }, { left: 2 }],
      });
      const older = hold(1, 10, { balance: { spent: 1, version: 3 } });
      expect(await counters.take("b", [older], long)).toMatchObject({ rooms: [{ left: 1 }] });
      await counters.settle({ ended: [], balances: [{ key, spent: 8, version: 5 }] });
      await counters.settle({ ended: [], balances: [{ key, spent: 2, version: 2 }] });
      expect(await counters.take("c", [hold(1, 10)], long)).toMatchObject({ kind: "full", left: 0 });
    });

    it("give back what was held when the task has ended, and count what it cost in the same step", async () => {
      const counters = await start();
      await counters.take("a", [hold(60, 100)], long);
      await counters.take("b", [hold(40, 100)], long);
      const ended = [{ id: "a", keys: [key] }];
      const balances = [{ key, spent: 10, version: 1 }];
      await counters.settle({ ended, balances });
      await counters.settle({ ended, balances });
      expect(await counters.take("c", [hold(50, 100)], long)).toMatchObject({ rooms: [{ left: 0 }] });
    });

    it("replace what a task holds already", async () => {
      const counters = await start();
      await counters.take("a", [hold(60, 100)], long);
      expect(await counters.take("a", [hold(100, 100)], long)).toMatchObject({ rooms: [{ left: 0 }] });
      await counters.renew([{ id: "a", holds: [{ key, amount: 1 }] }], long);
      expect(await counters.take("b", [hold(99, 100)], long)).toMatchObject({ rooms: [{ left: 0 }] });
    });

    it("let holds end that nobody renews", async () => {
      const counters = await start();
      await counters.take("crashed", [hold(100, 100)], 1);
      await eventually(() => counters.take("next", [hold(50, 100)], long)).toMatchObject({ kind: "taken" });
      await counters.renew([{ id: "forgotten", holds: [{ key, amount: 50 }] }], long);
      expect(await counters.take("b", [hold(1, 100)], long)).toMatchObject({ kind: "full", left: 0 });
    });

    it("begin a window anew when it is over, and correct what was taken of it", async () => {
      const counters = await start();
      await counters.take("a", [rate(10, 10)], long);
      const correct = (amount: number) =>
        counters.settle({ ended: [], balances: [], rates: [{ key: `${key}-rate`, amount, windowMs: 1e12 }] });
      await correct(-4);
      expect(await counters.take("b", [rate(1, 10)], long)).toMatchObject({ rooms: [{ left: 3 }] });
      await correct(-40);
      expect(await counters.take("c", [rate(10, 10)], long)).toMatchObject({ rooms: [{ left: 0 }] });
      const short = rate(1, 1, { key: `${key}-short`, windowMs: 50 });
      await counters.take("d", [short], long);
      await eventually(() => counters.take("e", [short], long)).toMatchObject({ kind: "taken" });
    });

    it("count amounts of millions of dollars to the billionth", async () => {
      const counters = await start();
      const limit = 8_000_000_000_000_001;
      await counters.take("a", [hold(8_000_000_000_000_000, limit)], long);
      expect(await counters.take("b", [hold(1, limit)], long)).toMatchObject({ rooms: [{ left: 0 }] });
      expect(await counters.take("c", [hold(1, limit)], long)).toMatchObject({ kind: "full", left: 0 });
    });
  });
}

describe.skipIf(noServers !== undefined)("a Redis that is gone", () => {
  it("fails its calls at once, and is used again when it is back", async () => {
    const own = await startRedis();
    onTestFinished(() => own.close());
    key = "key";
    const counters = await RedisCounters.open(own.url, 60_000);
    onTestFinished(() => counters.close());
    await counters.take("a", [hold(60, 100)], long);
    await own.kill();
    await expect(counters.take("b", [hold(1, 100)], long)).rejects.toThrow();
    await own.start();
    await eventually(() => counters.take("b", [hold(60, 100)], long).catch(() => undefined)).toMatchObject({
      kind: "full",
      left: 40,
    });
  });

  it("is refused at the start", async () => {
    await expect(RedisCounters.open("redis://127.0.0.1:1", 1_000)).rejects.toThrow();
  });
});
