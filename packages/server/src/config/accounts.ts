import type { AccountsOptions } from "../accounts/settings.js";
import type { Configuration } from "./schema.js";

/** What a configuration says about keys, budgets and limits; undefined: nothing, so no keys are kept. */
export function configuredAccounts({ accounts }: Configuration): AccountsOptions | undefined {
  if (!accounts) return undefined;
  const { management_keys, grace_ms, budgets, limits, fail, reserve, queue_ms, queue_limit } = accounts;
  return {
    ...(management_keys && { managementKeys: management_keys }),
    ...(budgets && { budgets }),
    ...(limits && { limits }),
    ...(queue_ms !== undefined && { queueMs: queue_ms }),
    ...(queue_limit !== undefined && { queueLimit: queue_limit }),
    ...(fail && { fail }),
    ...(grace_ms !== undefined && { graceMs: grace_ms }),
    ...(reserve !== undefined && { reserve }),
  };
}
