import type { RateLimits, Reset } from "../generation/account.js";

/** Whom a rule is about: each key, user, model … by itself, or the one that `name` names. */
export interface Scope {
  per: "server" | "key" | "user" | "model" | "provider" | "endpoint";
  /** A key's hash, a request's `user`, a model's id, a provider's or an endpoint's slug. Default: each has its own. */
  name?: string | undefined;
}

/** US dollars that may be spent. */
export interface BudgetRule extends Scope {
  /** A decimal. */
  limit: string;
  /** Default: never. */
  reset?: Reset | undefined;
}

export interface LimitRule extends Scope, RateLimits {}

/** What is done without a store: `open` goes on with what is known, within bounds; `closed` answers 503. */
export type Policy = "open" | "closed";

export interface Policies {
  /** While keys can't be looked up. */
  keys: Policy;
  /** While budgets and limits can't be counted together. */
  counters: Policy;
  /** While records of generations can't be written. */
  records: Policy;
}

export interface AccountsSettings {
  budgets: readonly BudgetRule[];
  limits: readonly LimitRule[];
  /** Milliseconds that a request waits for a place where all that a limit allows at the same time are taken. */
  queueMs: number;
  /** Requests of one server that may wait for the same limit's places. */
  queueLimit: number;
  /** For all stores, or for each of them. */
  fail: Policy | { [store in keyof Policies]?: Policy | undefined };
  /** Milliseconds for which known keys and open counters go on without their store. */
  graceMs: number;
  /** The part of what is left of a budget that each process may spend while the counters can't be reached. */
  reserve: number;
}

export const defaultAccountsSettings: AccountsSettings = {
  budgets: [],
  limits: [],
  queueMs: 0,
  queueLimit: 1_000,
  fail: "open",
  graceMs: 600_000,
  reserve: 0.1,
};

/** What holds for each store; what is not said is `open`. */
export function policiesOf({ fail }: Pick<AccountsSettings, "fail">): Policies {
  if (typeof fail === "string") return { keys: fail, counters: fail, records: fail };
  const { keys = "open", counters = "open", records = "open" } = fail;
  return { keys, counters, records };
}

/** How keys are kept, and what may be spent. */
export interface AccountsOptions extends Partial<AccountsSettings> {
  /** Keys that make, change and delete other keys, and ask for no answers. Default: those of the database. */
  managementKeys?: readonly string[] | undefined;
}
