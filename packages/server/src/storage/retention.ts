import { setTimeout as pause } from "node:timers/promises";
import type { GenerationTable } from "./generation-table.js";

/** How long records are kept: until either bound is reached. */
export interface Retention {
  /** Days. Default: 90; `Infinity`: no bound. */
  days?: number | undefined;
  /** The newest so many are kept. Default: no bound in a database, 10 000 in memory. */
  rows?: number | undefined;
}

/** {@link Retention} with its defaults. */
export interface ResolvedRetention {
  days: number;
  rows: number;
}

const defaultDays = 90;
const dayMs = 24 * 60 * 60 * 1000;

/** Rows deleted at a time: few, because nothing else is written meanwhile. */
const step = 500;
/** Milliseconds in which others may write. */
const pauseMs = 20;

/** Throws `Error` when a bound is not a number above zero. */
export function resolveRetention(retention: Retention = {}, defaultRows = Infinity): ResolvedRetention {
  const resolved = { days: retention.days ?? defaultDays, rows: retention.rows ?? defaultRows };
  for (const [name, value] of Object.entries(resolved)) {
    if (!(value > 0)) throw new Error(`retention.${name} is ${value}: it must be a number above 0`);
  }
  return resolved;
}

/** The time before which records are too old; undefined: none is. */
export function oldestKept({ days }: ResolvedRetention, now: Date): string | undefined {
  const time = now.getTime() - days * dayMs;
  return time > 0 ? new Date(time).toISOString() : undefined;
}

/** Deletes what need not be kept, in small steps; of records with the same time, none or all. Returns how many. */
export async function applyRetention(
  table: GenerationTable,
  retention: ResolvedRetention,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const tooOld = oldestKept(retention, now);
  const tooMany = Number.isFinite(retention.rows)
    ? await table.createdAtOfNewest(Math.ceil(retention.rows))
    : undefined;
  const before = [tooOld, tooMany]
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  let deleted = 0;
  while (before !== undefined && !signal?.aborted) {
    const count = await table.deleteBefore(before, step);
    deleted += count;
    if (count < step) break;
    await pause(pauseMs, undefined, { ref: false });
  }
  return deleted;
}
