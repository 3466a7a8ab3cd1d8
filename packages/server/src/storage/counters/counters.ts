/** Room that is taken while a task runs and given back when it is settled: a part of a budget, or a place. */
export interface Hold {
  kind: "hold";
  /** Such as `key:…:2026-11-25`. */
  key: string;
  /** Whole numbers, as every amount here: billionths of a US dollar, or places. */
  amount: number;
  limit: number;
  /** What is spent already, where the caller knows it; counters that know a later version keep theirs. */
  balance?: CountedBalance | undefined;
}

/** A number that may be used up in a window of time; windows are aligned to the counters' clock. */
export interface Rate {
  kind: "rate";
  key: string;
  amount: number;
  limit: number;
  windowMs: number;
}

export interface CountedBalance {
  spent: number;
  version: number;
}

/** What is left, in the order of what was asked for. */
export interface Room {
  left: number;
  /** Milliseconds until a window begins anew; 0 for holds. */
  resetMs: number;
}

export type Taken =
  | { kind: "taken"; rooms: Room[] }
  /** One has no room, of several windows the one that is full the longest; nothing was taken. */
  | ({ kind: "full"; index: number } & Room)
  /** Nothing was taken: it is not known what these (by index) have spent. Ask again with their balances. */
  | { kind: "unknown"; indexes: number[] };

/** What one task holds. */
export interface Held {
  /** The generation's id. */
  id: string;
  holds: readonly Pick<Hold, "key" | "amount">[];
}

export interface Settlement {
  /** Whose holds end, and where they are. */
  ended: readonly { id: string; keys: readonly string[] }[];
  /** Those that the counters don't count are left out. */
  balances: readonly (CountedBalance & { key: string })[];
  /** What was used of a window beyond what was taken; negative: less. Windows that have ended are left alone. */
  rates?: readonly Pick<Rate, "key" | "amount" | "windowMs">[] | undefined;
}

/**
 * Counts what is held and used, for one process or for many. Every method is one step: nobody sees it half done. A
 * task's second hold on the same key replaces its first. Rejects with `CountersUnavailable`.
 */
export interface Counters {
  /** Takes all of them, or none. Holds end by themselves after `ttlMs` unless they are renewed. */
  take(id: string, takes: readonly (Hold | Rate)[], ttlMs: number): Promise<Taken>;
  /** Holds on, without looking whether there is room: after `take`, also where the counters have lost their memory. */
  renew(held: readonly Held[], ttlMs: number): Promise<void>;
  settle(settlement: Settlement): Promise<void>;
  close(): Promise<void>;
}

/** The counters can't be reached. */
export class CountersUnavailable extends Error {
  override readonly name = "CountersUnavailable";
}
