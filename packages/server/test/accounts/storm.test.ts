import { expect, it, onTestFinished } from "vitest";
import { compareDecimals } from "../../src/generation/decimal.js";
import { noServers, startPostgres, startRedis } from "../support/servers.js";
import { storm } from "./storm/storm.js";

it.skipIf(noServers !== undefined)(
  "the books of several servers agree to the last digit, though one is killed and their stores are restarted",
  async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    onTestFinished(async () => {
      await Promise.all([postgres.close(), redis.close()]);
    });
    const result = await storm({ postgres, redis, replicas: 3, clients: 12, requests: 900, faults: true });
    expect(result.spent).toBe(result.sum);
    expect(compareDecimals(result.limitedSpent, result.limit)).toBeLessThanOrEqual(0);
    expect(result.statuses["poor 402"]).toBeGreaterThan(0);
    expect(result.statuses["rich 402"]).toBeUndefined();
    expect(Object.keys(result.statuses).filter((name) => name.endsWith(" 429"))).toEqual([]);
    expect(result.answers).toBeGreaterThan(100);
    expect(result.unrecorded).toEqual([]);
    expect(result.wrong).toEqual([]);
  },
  180_000,
);
