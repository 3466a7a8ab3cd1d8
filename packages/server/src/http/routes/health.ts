import type { RoutedModel } from "../../router/models.js";
import type { ServerContext } from "../context.js";
import type { Route } from "../route.js";

/** That the server lives, and how what it stands on is. */
export const health: Route = {
  method: "GET",
  path: "/health",
  access: "public",
  handle: (server, c) => c.json(report(server)),
};

/** Whether requests may be sent here: 503 where no model could answer one. */
export const ready: Route = {
  method: "GET",
  path: "/ready",
  access: "public",
  handle(server, c) {
    const { ready, stores, records } = report(server);
    return c.json({ ready, stores: { ...stores, records: records.error } }, ready ? 200 : 503);
  },
};

function report({ models: { list }, records: { health, lost }, access, ledger }: ServerContext) {
  const models = list.map(describe);
  const stores = { keys: access.directory?.error ?? null, counters: ledger.error };
  const reached = stores.keys === null && stores.counters === null;
  const sound = models.every(({ state }) => state === "ready") && health.ok && reached;
  return {
    status: sound ? "ok" : "degraded",
    ready: models.some(({ state }) => state === "ready"),
    models,
    records: {
      ok: health.ok,
      waiting: health.waiting,
      on_disk_bytes: health.onDisk,
      error: health.error,
      lost,
    },
    stores,
  };
}

function describe({ id, endpoints }: RoutedModel) {
  const loads = endpoints.map(({ provider, model }) => provider.load?.(model));
  // A provider that can't tell is taken to be well: its answers say otherwise soon enough.
  const usable = loads.find((load) => load === undefined || load.state === "ready") ?? loads[0];
  const { state = "ready", lastTokenAt, ...rest } = usable ?? {};
  const ago = lastTokenAt === undefined ? null : Math.max(0, (Date.now() - lastTokenAt) / 1000);
  return { id, state, ...rest, last_token_seconds_ago: ago };
}
