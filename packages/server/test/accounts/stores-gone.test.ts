import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Ledger } from "../../src/accounts/ledger.js";
import type { AccountsOptions } from "../../src/accounts/settings.js";
import { readySchema } from "../../src/http/openapi/responses.js";
import type { RunningServer, StartServerOptions } from "../../src/options.js";
import { CountersUnavailable } from "../../src/storage/counters/counters.js";
import { openStorage } from "../../src/storage/index.js";
import { Wall } from "../router/wall/wall.js";
import { eventually } from "../storage/support/eventually.js";
import { temporaryFolder } from "../storage/support/temporary-folder.js";
import { noServers } from "../support/servers.js";
import { answer, answerCost, call, makeKey, manager, SharedStores, serveWall } from "./support.js";

let wall: Wall;
const stores = new SharedStores();
beforeAll(async () => {
  wall = await Wall.start();
  if (!noServers) await stores.start();
}, 60_000);
afterAll(async () => {
  await stores.close();
  await wall.close();
});

async function start(accounts: AccountsOptions = {}, more: Partial<StartServerOptions> = {}) {
  const shared = await stores.fresh();
  const server = await serveWall(wall, accounts, { ...shared, ...more });
  return { server, shared };
}

const ready = async ({ url }: RunningServer) =>
  readySchema.parse(await (await fetch(`${url}/ready`)).json()).stores;

async function metric({ url }: RunningServer, name: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${manager}` } });
  const line = (await response.text()).split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

const spent = async (server: RunningServer) =>
  (await call(server, "GET", "/credits", manager)).body.data?.total_usage;

const all = (count: number, ask: () => Promise<{ status: number }>) =>
  Promise.all(Array.from({ length: count }, ask)).then((answers) => answers.map(({ status }) => status));

describe.skipIf(noServers !== undefined)("while the database is gone", () => {
  it("known keys go on, unknown ones get a 503, and what was spent is written once when it is back", async () => {
    const dataDir = await temporaryFolder();
    const { server } = await start({ budgets: [{ per: "server", limit: "100" }] }, { dataDir });
    const { key } = await makeKey(server, { limit: 1 });
    const { key: stranger } = await makeKey(server);
    expect((await answer(server, key)).status).toBe(200);
    await eventually(() => spent(server)).toBe(answerCost);
    await stores.postgres.kill();
    expect(await all(5, () => answer(server, key))).toEqual([200, 200, 200, 200, 200]);
    const unknown = await answer(server, stranger);
    expect([unknown.status, unknown.headers.get("Retry-After")]).toEqual([503, "1"]);
    await eventually(async () => (await ready(server)).records).toEqual(expect.any(String));
    expect(await ready(server)).toMatchObject({ keys: expect.any(String), counters: null });
    expect(await metric(server, 'openrouter_store_reached{store="records"}')).toBe(0);
    expect(await metric(server, "openrouter_records_waiting")).toBe(5);
    await eventually(() => metric(server, "openrouter_records_on_disk_bytes")).toBeGreaterThan(1_000);
    await stores.postgres.start();
    await eventually(() => spent(server)).toBe(Number((6 * answerCost).toFixed(12)));
    expect((await answer(server, stranger)).status).toBe(200);
    await eventually(() => metric(server, "openrouter_records_on_disk_bytes")).toBe(0);
    expect((await readdir(dataDir)).filter((name) => name.startsWith("waiting-"))).toEqual([]);
    expect(await ready(server)).toEqual({ keys: null, counters: null, records: null });
    await eventually(() => spent(server)).toBe(Number((7 * answerCost).toFixed(12)));
    expect(await metric(server, "openrouter_records_lost_total")).toBe(0);
  });

  it("records outlive the server that waits with them", async () => {
    const dataDir = await temporaryFolder();
    const { server, shared } = await start({}, { dataDir });
    const { key } = await makeKey(server);
    expect((await answer(server, key)).status).toBe(200);
    await eventually(() => spent(server)).toBe(answerCost);
    await stores.postgres.kill();
    expect(await all(3, () => answer(server, key))).toEqual([200, 200, 200]);
    await server.close(0);
    expect((await readdir(dataDir)).filter((name) => name.startsWith("waiting-"))).toHaveLength(1);
    await stores.postgres.start();
    const next = await serveWall(wall, {}, { ...shared, dataDir });
    await eventually(() => spent(next)).toBe(Number((4 * answerCost).toFixed(12)));
  });

  it("known keys go on for so long only, and not at all where that is chosen", async () => {
    const { server } = await start({ graceMs: 1 });
    const { server: closed } = await start({ fail: { keys: "closed" } });
    const { server: strict } = await start({ fail: { records: "closed" } });
    const asked: (() => ReturnType<typeof answer>)[] = [];
    for (const one of [server, closed, strict]) {
      const { key } = await makeKey(one);
      expect((await answer(one, key)).status).toBe(200);
      asked.push(() => answer(one, key));
    }
    await stores.postgres.kill();
    // Until the server hears that it is alone, the key is as good as looked up.
    await eventually(async () => (await asked[0]!()).status).toBe(503);
    await eventually(async () => (await asked[1]!()).status).toBe(503);
    await eventually(async () => (await asked[2]!()).body.error?.message).toContain("can't be recorded");
    await stores.postgres.start();
    for (const ask of asked) await eventually(async () => (await ask()).status).toBe(200);
  });
});

describe.skipIf(noServers !== undefined)("while the counters are gone", () => {
  it("each server spends a part of what is left of a budget, then answers 503, never 402", async () => {
    const { server } = await start({ reserve: 0.02 });
    const { key } = await makeKey(server, { limit: 0.01 });
    expect((await answer(server, key)).status).toBe(200);
    await stores.redis.kill();
    // Each may cost 0.00007 at least: a fiftieth of what is left is too little for that before half of it is spent.
    const statuses = await all(100, () => answer(server, key));
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    const served = statuses.filter((status) => status === 200).length;
    expect(served * answerCost).toBeLessThanOrEqual(0.0065);
    expect(await ready(server)).toMatchObject({ counters: expect.any(String), keys: null, records: null });
    expect(await metric(server, 'openrouter_store_reached{store="counters"}')).toBe(0);
    await stores.redis.start();
    await eventually(async () => (await ready(server)).counters).toBe(null);
    await eventually(() => spent(server)).toBeCloseTo((served + 1) * answerCost, 12);
    expect(await metric(server, 'openrouter_store_reached{store="counters"}')).toBe(1);
  });

  it("limits hold in each server, and together again afterwards", async () => {
    const { server } = await start();
    const { key } = await makeKey(server, { limits: { requests_per_day: 3 } });
    expect((await answer(server, key)).status).toBe(200);
    await stores.redis.kill();
    const statuses = await all(5, () => answer(server, key));
    expect(statuses.sort()).toEqual([200, 200, 200, 429, 429]);
    await stores.redis.start();
    await eventually(async () => (await ready(server)).counters).toBe(null);
    expect((await answer(server, key)).status).toBe(200);
  });

  it("nothing that has a limit is served where that is chosen, and what has none is", async () => {
    const { server } = await start({ fail: "closed" });
    const { key } = await makeKey(server, { limits: { requests_per_day: 100 } });
    const { key: free } = await makeKey(server);
    for (const one of [key, free]) expect((await answer(server, one)).status).toBe(200);
    await stores.redis.kill();
    const refused = await answer(server, key);
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "1"]);
    expect((await answer(server, free)).status).toBe(200);
    await stores.redis.start();
    await eventually(async () => (await answer(server, key)).status).toBe(200);
  });
});

it("a ledger without its counters goes on for so long only", async () => {
  const { spend, close } = await openStorage({});
  onTestFinished(close);
  const gone = () => Promise.reject(new CountersUnavailable("gone"));
  const counters = { take: gone, renew: gone, settle: gone, close: async () => {} };
  const ledger = new Ledger({ counters, spend, settings: { graceMs: 30 } });
  onTestFinished(() => ledger.close());
  const rules = { budgets: [], allowedModels: [], allowedProviders: [], zdr: false, filters: [] };
  const account = { ...rules, limits: { concurrent: 1_000 } };
  const most = () => ({ promptCost: "0", tokenCost: "0", promptTokens: 1, completionTokens: 1 });
  let count = 0;
  const ask = () =>
    ledger.admit(
      {
        ...{ models: [], messages: [], parameters: {}, routing: {}, extra: {} },
        ...{ client: "key:1", account, generationId: `gen-${count++}` },
      },
      { model: "acme/good", endpoint: "alpha", spent: "0", others: true, most },
    );
  expect(await ask()).toMatchObject({ kind: "admitted" });
  await eventually(ask).toMatchObject({ kind: "refused", error: { status: 503 } });
});
