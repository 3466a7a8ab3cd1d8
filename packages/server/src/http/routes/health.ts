import type { Route } from "../route.js";

export const health: Route = {
  method: "GET",
  path: "/health",
  access: "public",
  handle: ({ models }, c) =>
    c.json({
      status: "ok",
      models: models.list.map(({ id, endpoints: [endpoint] }) => ({
        id,
        ...endpoint?.provider.load?.(endpoint.model),
      })),
    }),
};
