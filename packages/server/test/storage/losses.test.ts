import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Losses } from "../../src/storage/losses.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("tells of the first loss at once, of the others once a minute with their number, and of none when there is none", () => {
  const told: string[] = [];
  const losses = new Losses((error) => told.push(error.message));
  losses.lose(1, "full");
  expect(told).toEqual(["1 generation could not be recorded: full"]);
  for (let index = 0; index < 672; index++) losses.lose(1, "still full");
  vi.advanceTimersByTime(59_999);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(told.slice(1)).toEqual(["672 generations could not be recorded: still full"]);
  vi.advanceTimersByTime(600_000);
  expect(told).toHaveLength(2);
  losses.lose(2, "full again");
  expect(told.slice(2)).toEqual(["2 generations could not be recorded: full again"]);
  expect(losses.count).toBe(675);
});

it("tells the rest when it is closed", () => {
  const told: string[] = [];
  const losses = new Losses((error) => told.push(error.message));
  losses.report("The disk is full");
  losses.lose(3, "full");
  losses.close();
  expect(told).toEqual(["The disk is full", "3 generations could not be recorded: full"]);
  vi.advanceTimersByTime(600_000);
  expect(told).toHaveLength(2);
});
