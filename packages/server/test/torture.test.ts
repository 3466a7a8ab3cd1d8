import { expect, test } from "vitest";
import { torture } from "./torture/torture.js";

// A part of `npm run torture`, without the bounds on time that a busy machine can't keep.
test("what is known to hurt a server is held, and hurts nobody beside it", async () => {
  const { verdicts, neighbour, recordsLost } = await torture({ every: 12 });
  expect(verdicts.filter(({ fault }) => fault !== undefined)).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(40);
  expect(neighbour.answers).toBeGreaterThan(0);
  expect(neighbour.broken).toBe(0);
  expect(recordsLost).toBe(0);
}, 600_000);
