// Holds the SDK to its budgets of size and memory, which no busy machine changes; those of time have `npm run test:bench`.
import { expect, test } from "vitest";
import { sizes } from "./benchmarks.mjs";

test.each(Object.entries(sizes))("%s", async (_, measure) => {
  for (const { what, value, unit, limit } of await measure({ peers: false })) {
    expect(value, `${what}, ${unit}`).toBeLessThanOrEqual(limit);
  }
});
