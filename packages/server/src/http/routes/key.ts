import { describeKey } from "../key-description.js";
import { asking } from "../management.js";
import type { Route } from "../route.js";

/** The key that asks: its limits, and what it has spent. */
export const key: Route = {
  method: "GET",
  path: "/api/v1/key",
  async handle({ storage }, c) {
    const who = c.get("who");
    const [describe] = await asking(describeKey(storage.spend, [c.get("client")]));
    const management = who?.management ?? false;
    const nothing = {
      label: c.get("client"),
      limit: null,
      limitReset: null,
      includeByok: false,
      expiresAt: null,
    };
    return c.json({
      data: {
        ...describe!({ ...nothing, management, ...who?.key }),
        is_free_tier: false,
        is_management_key: management,
        is_provisioning_key: management,
        limits: who?.key?.limits ?? null,
        // OpenRouter's own field; it says no more than that there is none.
        rate_limit: { requests: -1, interval: "10s", note: "See limits" },
      },
    });
  },
};
