import { expect, test } from "vitest";
import { lastDays, seriesOf } from "./usage.js";

const activity = (date: string, model: string, requests: number) => ({
  ...{ date, model, requests, provider_name: "", usage: requests / 10 },
  ...{ prompt_tokens: 3, completion_tokens: 4 },
});

test("sums by day and group, the largest first, the small ones together", () => {
  const days = lastDays(Date.parse("2026-03-01T12:00:00Z"));
  expect([days.length, days[0], days.at(-1)]).toEqual([31, "2026-01-30", "2026-03-01"]);
  const activities = [..."abcdefg"].map((model, index) => activity("2026-03-01", model, index + 1));
  activities.push(activity("2026-01-30", "g", 1));
  const series = seriesOf(activities, days, "model", "requests");
  expect(series.map(({ name, total }) => [name, total])).toEqual([
    ["g", 8],
    ["f", 6],
    ["e", 5],
    ["d", 4],
    ["3 others", 6],
  ]);
  expect(series[0]!.values[0]).toBe(1);
  expect(series.map(({ values }) => values.at(-1))).toEqual([7, 6, 5, 4, 6]);
  expect(seriesOf(activities, days, "provider_name", "tokens")).toMatchObject([
    { name: "not known", total: 56 },
  ]);
});
