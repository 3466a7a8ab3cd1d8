import type { Route } from "../route.js";

export const metrics: Route = {
  method: "GET",
  path: "/metrics",
  async handle({ metrics: { registry } }, c) {
    return c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType });
  },
};
