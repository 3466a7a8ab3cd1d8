import { type Reset, resets } from "../generation/account.js";
import { addDecimals, compareDecimals } from "../generation/decimal.js";
import type { StoredKey } from "../storage/key-table.js";
import { periodsAt, type SpendTable } from "../storage/spend.js";

type Limits = Pick<StoredKey, "label" | "limit" | "limitReset" | "includeByok" | "expiresAt" | "management">;

/** What each account has spent, and with its key's limits what is left. Rejects where the database can't be asked. */
export async function describeKey(spend: SpendTable, accounts: readonly string[]) {
  const periods = periodsAt(new Date().toISOString());
  const wanted = accounts.flatMap((account) => resets.map((reset) => ({ account, period: periods[reset] })));
  const balances = await spend.balances(wanted);
  return accounts.map((_, index) => {
    const spent = (reset: Reset) => balances[index * resets.length + resets.indexOf(reset)]!.spent;
    return (key: Limits) => ({
      label: key.label,
      limit: key.limit === null ? null : Number(key.limit),
      limit_remaining: key.limit === null ? null : remaining(key.limit, spent(key.limitReset ?? "lifetime")),
      limit_reset: key.limitReset,
      include_byok_in_limit: key.includeByok,
      usage: Number(spent("lifetime")),
      usage_daily: Number(spent("daily")),
      usage_weekly: Number(spent("weekly")),
      usage_monthly: Number(spent("monthly")),
      byok_usage: 0,
      byok_usage_daily: 0,
      byok_usage_weekly: 0,
      byok_usage_monthly: 0,
      expires_at: key.expiresAt,
      creator_user_id: null,
    });
  });
}

function remaining(limit: string, spent: string): number {
  const left = addDecimals(limit, `-${spent}`);
  return compareDecimals(left, "0") > 0 ? Number(left) : 0;
}
