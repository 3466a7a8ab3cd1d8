// Holds the SDK to its budgets. The figures of a busy machine waver: limits leave room, see each row's `limit`.
import { expect, test } from "vitest";
import { benchmarks } from "./benchmarks.mjs";

test.each(Object.entries(benchmarks))("%s", async (_, measure) => {
  for (const { what, value, unit, limit } of await measure({ peers: false })) {
    expect(value, `${what}, ${unit}`).toBeLessThanOrEqual(limit);
  }
});
