import { AutomatonTooLarge } from "./automaton-too-large.js";

let left = Number.POSITIVE_INFINITY;

let deadline = Number.POSITIVE_INFINITY;
/** Work until the clock is looked at again. */
const clockInterval = 2000;
let untilClock = clockInterval;

/** The time allowed for something has passed. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";
}

/** Counts work (edges and states visited), so that no input can keep the process busy for long. */
export function spend(amount: number): void {
  untilClock -= amount;
  if (untilClock < 0) {
    untilClock = clockInterval;
    if (performance.now() > deadline) throw new OutOfTime();
  }
  left -= amount;
  if (left < 0) throw new AutomatonTooLarge("it takes too much work to turn into a grammar");
}

export function isWorkLeft(): boolean {
  return left > 0;
}

/** Runs something after whose time {@link spend} throws {@link OutOfTime}. */
export function withDeadline<T>(milliseconds: number, run: () => T): T {
  const before = deadline;
  deadline = performance.now() + milliseconds;
  try {
    return run();
  } finally {
    deadline = before;
  }
}

/** Runs something that may take at most this part of the time that is left. */
export function withTimeShare<T>(share: number, run: () => T): T {
  const before = deadline;
  const now = performance.now();
  deadline = now + (before - now) * share;
  try {
    return run();
  } finally {
    deadline = before;
  }
}

/** Runs something that may spend at most `limit` of what is left. */
export function withShare<T>(limit: number, run: () => T): T {
  const before = left;
  const share = Math.min(limit, before);
  left = share;
  try {
    return run();
  } finally {
    left = before - (share - Math.max(left, 0));
  }
}

/** Runs something that may spend at most `limit`; past it {@link spend} throws {@link AutomatonTooLarge}. */
export function withBudget<T>(limit: number, run: () => T): T {
  const before = left;
  left = limit;
  try {
    return run();
  } finally {
    left = before;
  }
}
