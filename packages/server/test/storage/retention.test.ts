import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/storage/database/open-database.js";
import { applyRetention, resolveRetention } from "../../src/storage/retention.js";
import { record } from "./support/fixture.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const now = new Date("2026-06-30T12:00:00.000Z");

/** A database with 3 000 records, one an hour; the newest is of this moment. */
async function threeThousand() {
  const { generations, close } = await openDatabase({
    url: pathToFileURL(join(await temporaryFolder(), "generations.db")).href,
  });
  onTestFinished(close);
  for (let hour = 0; hour < 3_000; hour += 500) {
    await generations.insert(
      Array.from({ length: 500 }, (_, index) => {
        const createdAt = new Date(now.getTime() - (hour + index) * 3_600_000).toISOString();
        return { record: { ...record, id: `gen-${hour + index}`, createdAt }, charges: [] };
      }),
    );
  }
  return generations;
}

it.each([
  ["those of the last 90 days by default", {}, 90 * 24 + 1],
  ["those of the last days", { days: 2 }, 49],
  ["the newest", { days: Infinity, rows: 1_234 }, 1_234],
  ["what both bounds allow", { days: 2, rows: 10 }, 10],
  ["everything, without bounds", { days: Infinity }, 3_000],
  ["everything, within bounds", { days: 365, rows: 3_000 }, 3_000],
])("keeps %s", async (_what, retention, kept) => {
  const generations = await threeThousand();
  expect(await applyRetention(generations, resolveRetention(retention), now)).toBe(3_000 - kept);
  expect(await generations.find(`gen-${kept - 1}`)).toBeDefined();
  if (kept < 3_000) expect(await generations.find(`gen-${kept}`)).toBeUndefined();
});

it("deletes in small steps, and stops when it is told", async () => {
  const generations = await threeThousand();
  const steps: number[] = [];
  const stop = new AbortController();
  const watched = Object.assign(Object.create(generations) as typeof generations, {
    createdAtOfNewest: (rank: number) => generations.createdAtOfNewest(rank),
    deleteBefore: async (createdAt: string, limit: number) => {
      const count = await generations.deleteBefore(createdAt, limit);
      if (steps.push(count) === 2) stop.abort();
      return count;
    },
  });
  expect(await applyRetention(watched, resolveRetention({ rows: 1 }), now, stop.signal)).toBe(1_000);
  expect(steps).toEqual([500, 500]);
});
