import { asking } from "../management.js";
import type { Route } from "../route.js";

/** What all keys together have spent, and may: the server's budget that never begins anew (0: there is none). */
export const credits: Route = {
  method: "GET",
  path: "/api/v1/credits",
  access: "management",
  async handle(server, c) {
    const { storage, ledger } = server;
    const whole = ledger.settings.budgets.find(
      ({ per, reset = "lifetime" }) => per === "server" && reset === "lifetime",
    );
    const [balance] = await asking(storage.spend.balances([{ account: "server", period: "lifetime" }]));
    return c.json({
      data: { total_credits: Number(whole?.limit ?? 0), total_usage: Number(balance!.spent) },
    });
  },
};
