import { type Reset, resets } from "../generation/account.js";
import { addDecimals } from "../generation/decimal.js";
import type { Charge } from "../generation/record.js";

/** One account in one period, such as `key:…` in `2026-11-25`. */
export interface AccountPeriod {
  account: string;
  period: string;
}

/** What an account has spent in a period. */
export interface Balance extends AccountPeriod {
  /** US dollars as a decimal; exactly the sum of what its generations cost. */
  spent: string;
  /** Grows with every change: of two balances the one with the higher version is the newer. 0: nothing was spent. */
  version: number;
}

export interface SpendTable {
  /** The balances in the order in which they are asked for. */
  balances(wanted: readonly AccountPeriod[]): Promise<Balance[]>;
}

/** The periods that a time (ISO 8601, UTC) is in. Days begin at midnight UTC, weeks on Monday. */
export function periodsAt(time: string): Record<Reset, string> {
  const day = time.slice(0, 10);
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return {
    lifetime: "lifetime",
    monthly: day.slice(0, 7),
    weekly: `week of ${date.toISOString().slice(0, 10)}`,
    daily: day,
  };
}

/** The day after a day, such as `2026-11-26` after `2026-11-25`. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** What these generations add to each account in each period. */
export function sumsOf(
  entries: readonly { record: { createdAt: string }; charges: readonly Charge[] }[],
): (AccountPeriod & { amount: string })[] {
  const sums = new Map<string, AccountPeriod & { amount: string }>();
  for (const { record, charges } of entries) {
    const periods = periodsAt(record.createdAt);
    for (const { account, amount } of charges) {
      for (const reset of resets) {
        const one = { account, period: periods[reset] };
        const before = sums.get(balanceName(one))?.amount ?? "0";
        sums.set(balanceName(one), { ...one, amount: addDecimals(before, amount) });
      }
    }
  }
  return [...sums.values()];
}

export function added(known: Balance, amount: string): Balance {
  return { ...known, spent: addDecimals(known.spent, amount), version: known.version + 1 };
}

export function noBalance({ account, period }: AccountPeriod): Balance {
  return { account, period, spent: "0", version: 0 };
}

/** Tells balances apart. */
export function balanceName({ account, period }: AccountPeriod): string {
  return `${account}:${period}`;
}
