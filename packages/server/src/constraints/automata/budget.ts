import { AutomatonTooLarge } from "./automaton-too-large.js";

let left = Number.POSITIVE_INFINITY;

/** Counts work (edges and states visited), so that no input can keep the process busy for long. */
export function spend(amount: number): void {
  left -= amount;
  if (left < 0) throw new AutomatonTooLarge("it takes too much work to turn into a grammar");
}

export function isWorkLeft(): boolean {
  return left > 0;
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
