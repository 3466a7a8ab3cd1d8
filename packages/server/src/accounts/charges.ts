import { addDecimals, compareDecimals } from "../generation/decimal.js";
import type { Charge, GenerationRecord } from "../generation/record.js";
import type { Scope } from "./settings.js";

/** The longest part of a request's `user` that accounts are told apart by. */
const mostOfUser = 128;

/** The account of one scope; users belong to their key. */
export function accountOf(per: "user", user: string, client: string): string;
export function accountOf(per: Exclude<Scope["per"], "user" | "server">, name: string): string;
export function accountOf(per: Scope["per"], name: string, client = ""): string {
  // A client's own name says already that it is a key.
  if (per === "key") return name;
  return per === "user" ? `user:${client}:${name.slice(0, mostOfUser)}` : `${per}:${name}`;
}

/** A provider's slug, without the variant. */
export function providerOf(endpoint: string): string {
  return endpoint.split("/", 1)[0]!.toLowerCase();
}

/** What a generation costs whom. `users`: whether there are budgets for users; their accounts would be many. */
export function chargesOf(record: GenerationRecord, users: boolean): Charge[] {
  const amount = record.cost ?? "0";
  if (compareDecimals(amount, "0") <= 0) return [];
  const charges: Charge[] = [
    { account: accountOf("key", record.client), amount },
    { account: "server", amount },
  ];
  if (users && record.user) charges.push({ account: accountOf("user", record.user, record.client), amount });
  const others = new Map<string, string>();
  for (const { endpoint, model, cost = "0" } of record.attempts) {
    if (endpoint === null || compareDecimals(cost, "0") <= 0) continue;
    for (const account of [accountOf("model", model), accountOf("provider", providerOf(endpoint))]) {
      others.set(account, addDecimals(others.get(account) ?? "0", cost));
    }
  }
  for (const [account, cost] of others) charges.push({ account, amount: cost });
  return charges;
}
