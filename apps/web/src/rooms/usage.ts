import type { Activity } from "./server-api.js";

/** What is added up. */
export type Measure = "usage" | "requests" | "tokens";

/** What it is added up by, beside the day. */
export type Grouping = "model" | "provider_name";

/** Sums of one group, a value a day. */
export interface Series {
  name: string;
  values: number[];
  total: number;
}

const measured = (activity: Activity, measure: Measure): number =>
  measure === "tokens" ? activity.prompt_tokens + activity.completion_tokens : activity[measure];

export const totalOf = (activities: readonly Activity[], measure: Measure): number =>
  activities.reduce((sum, activity) => sum + measured(activity, measure), 0);

const dayMs = 86_400_000;

/** The last thirty days and today, UTC, the oldest first. */
export const lastDays = (now: number): string[] =>
  Array.from({ length: 31 }, (_, index) => new Date(now - (30 - index) * dayMs).toISOString().slice(0, 10));

const mostSeries = 5;

/** The sums by day of the groups with most, and of all others together. */
export function seriesOf(
  activities: readonly Activity[],
  days: readonly string[],
  grouping: Grouping,
  measure: Measure,
): Series[] {
  const groups = new Map<string, Series>();
  for (const activity of activities) {
    const name = activity[grouping] || "not known";
    const group = groups.get(name) ?? { name, values: days.map(() => 0), total: 0 };
    groups.set(name, group);
    const value = measured(activity, measure);
    const at = days.indexOf(activity.date);
    if (at >= 0) group.values[at]! += value;
    group.total += value;
  }
  const series = [...groups.values()];
  series.sort((a, b) => b.total - a.total || a.name.localeCompare(b.name));
  if (series.length <= mostSeries) return series;
  const others = series.splice(mostSeries - 1);
  return [
    ...series,
    {
      name: `${others.length} others`,
      values: days.map((_, index) => others.reduce((sum, { values }) => sum + values[index]!, 0)),
      total: others.reduce((sum, { total }) => sum + total, 0),
    },
  ];
}
