import type { Route } from "../route.js";

export const metrics: Route = {
  method: "GET",
  path: "/metrics",
  async handle({ metrics }, c) {
    return c.body(await metrics.text(), 200, { "Content-Type": metrics.registry.contentType });
  },
};
