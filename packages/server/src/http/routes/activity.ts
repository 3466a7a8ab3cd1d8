import { clientOf } from "../../accounts/access.js";
import { badRequest, notFound } from "../../generation/api-error.js";
import { asking } from "../management.js";
import type { Route } from "../route.js";

const days = 30;

/** What was asked for and spent: by day (UTC), model and endpoint, the last thirty days and today. */
export const activity: Route = {
  method: "GET",
  path: "/api/v1/activity",
  access: "management",
  async handle(server, c) {
    const { storage } = server;
    const date = c.req.query("date");
    if (date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
      throw badRequest(
        `date must be a day such as 2026-11-25, got ${JSON.stringify(date.slice(0, 50))}`,
        "date",
      );
    }
    const hash = c.req.query("api_key_hash");
    const key = hash === undefined ? undefined : await asking(storage.keys.find(hash));
    if (hash !== undefined && !key) {
      throw notFound(`No key with the hash ${JSON.stringify(hash.slice(0, 100))}`, "api_key_hash");
    }
    const from = date ?? new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const to = date ?? new Date().toISOString().slice(0, 10);
    const found = await asking(storage.activity({ from, to, client: key && clientOf(key) }));
    return c.json({
      data: found.map((one) => ({
        date: one.date,
        model: one.model,
        model_permaslug: one.model,
        endpoint_id: one.endpoint ?? "",
        provider_name: one.provider ?? "",
        usage: Number(one.cost),
        byok_usage_inference: 0,
        requests: one.requests,
        prompt_tokens: one.promptTokens,
        completion_tokens: one.completionTokens,
        reasoning_tokens: one.reasoningTokens,
      })),
    });
  },
};
