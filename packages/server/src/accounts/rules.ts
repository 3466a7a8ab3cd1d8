import type { RateLimits, Reset } from "../generation/account.js";
import { addDecimals, compareDecimals, timesDecimal } from "../generation/decimal.js";
import type { Most, Offer } from "../generation/gate.js";
import type { Task } from "../generation/task.js";
import type { Hold, Rate } from "../storage/counters/counters.js";
import { type AccountPeriod, balanceName, periodsAt } from "../storage/spend.js";
import { accountOf, providerOf } from "./charges.js";
import { toBillionths } from "./money.js";
import type { AccountsSettings, Scope } from "./settings.js";

/** What must be taken before an attempt, and what it is about. */
export type Requirement = BudgetRequirement | LimitRequirement;

interface Common {
  per: Scope["per"];
}

export interface BudgetRequirement extends Common {
  kind: "budget";
  take: Hold;
  /** Where its balance is. */
  balance: AccountPeriod;
  limit: string;
  reset: Reset;
  most: Most;
}

export interface LimitRequirement extends Common {
  kind: "requests" | "tokens" | "concurrent";
  take: Hold | Rate;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * Every budget and limit that the attempt must find room in: budgets first, places last. Two rules about the same
 * become the stricter one.
 */
export function requirementsOf(
  task: Task,
  offer: Offer,
  { budgets, limits }: AccountsSettings,
  time: string,
): Requirement[] {
  const { account } = task;
  const found = new Map<string, Requirement>();
  const add = (requirement: Requirement) => {
    const { key, limit } = requirement.take;
    const other = found.get(key);
    if (!other || limit < other.take.limit) found.set(key, requirement);
  };
  let known: Most | undefined;
  const most = () => {
    known ??= offer.most();
    return known;
  };
  const budgetRules = [
    ...budgets,
    ...(account?.budgets ?? []).map((budget) => ({ per: "key" as const, name: undefined, ...budget })),
  ];
  for (const { per, name, limit, reset = "lifetime" } of budgetRules) {
    const subject = subjectOf(per, task, offer, name);
    if (subject === undefined) continue;
    const balance = { account: subject, period: periodsAt(time)[reset] };
    const amount = toBillionths(addDecimals(offer.spent, costOf(most())));
    const key = balanceName(balance);
    const take: Hold = { kind: "hold", key, amount, limit: toBillionths(limit) };
    add({ kind: "budget", per, take, balance, limit, reset, most: most() });
  }
  const limitRules = account?.limits ? [...limits, { per: "key" as const, ...account.limits }] : limits;
  for (const { per, name, ...rates } of limitRules) {
    const subject = subjectOf(per, task, offer, name);
    if (subject === undefined) continue;
    for (const requirement of limitRequirements(per, subject, rates, most)) add(requirement);
  }
  const all = [...found.values()];
  return [
    ...all.filter(({ kind }) => kind !== "concurrent"),
    ...all.filter(({ kind }) => kind === "concurrent"),
  ];
}

function* limitRequirements(
  per: Scope["per"],
  subject: string,
  rates: RateLimits,
  most: () => Most,
): Generator<LimitRequirement> {
  const rate = (kind: "requests" | "tokens", name: string, limit: number, windowMs: number) => {
    // One request always fits an empty window.
    const amount = kind === "requests" ? 1 : Math.min(limit, most().promptTokens + most().completionTokens);
    const take: Rate = { kind: "rate", key: `${subject}:${name}`, amount, limit, windowMs };
    return { kind, per, take };
  };
  const { requests_per_minute: perMinute, requests_per_day: perDay } = rates;
  if (perMinute !== undefined) yield rate("requests", "requests/min", perMinute, minuteMs);
  if (perDay !== undefined) yield rate("requests", "requests/day", perDay, dayMs);
  const { tokens_per_minute: tokensPerMinute, tokens_per_day: tokensPerDay, concurrent } = rates;
  if (tokensPerMinute !== undefined) yield rate("tokens", "tokens/min", tokensPerMinute, minuteMs);
  if (tokensPerDay !== undefined) yield rate("tokens", "tokens/day", tokensPerDay, dayMs);
  if (concurrent !== undefined) {
    const balance = { spent: 0, version: 0 };
    const take: Hold = { kind: "hold", key: `${subject}:concurrent`, amount: 1, limit: concurrent, balance };
    yield { kind: "concurrent", per, take };
  }
}

/** Whose room it is; undefined: the rule is not about this attempt. */
function subjectOf(
  per: Scope["per"],
  { client, user }: Task,
  { model, endpoint }: Offer,
  name: string | undefined,
): string | undefined {
  const isNamed = (one: string) => name === undefined || one.toLowerCase() === name.toLowerCase();
  switch (per) {
    case "server":
      return "server";
    case "key":
      return name === undefined || client === `key:${name.slice(0, 16)}`
        ? accountOf("key", client)
        : undefined;
    case "user":
      return user !== undefined && isNamed(user) ? accountOf("user", user, client) : undefined;
    case "model":
      return isNamed(model) ? accountOf("model", model) : undefined;
    case "provider":
      return isNamed(providerOf(endpoint)) ? accountOf("provider", providerOf(endpoint)) : undefined;
    case "endpoint":
      return isNamed(endpoint) ? accountOf("endpoint", `${model} ${endpoint}`) : undefined;
  }
}

function costOf({ promptCost, tokenCost, completionTokens }: Most): string {
  return addDecimals(promptCost, timesDecimal(tokenCost, completionTokens));
}

/** Tokens of an answer that so much money is enough for. */
export function affordableTokens({ promptCost, tokenCost }: Most, left: number): number {
  if (compareDecimals(tokenCost, "0") === 0) return 0;
  return Math.max(0, Math.floor((left - toBillionths(promptCost)) / toBillionths(tokenCost)));
}
