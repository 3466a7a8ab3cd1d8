import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountsOptions } from "../../src/accounts/settings.js";
import {
  activitySchema,
  createdKeySchema,
  creditsSchema,
  currentKeySchema,
  generationListSchema,
  keyListSchema,
  keyResponseSchema,
} from "../../src/http/openapi/responses.js";
import type { StartServerOptions } from "../../src/options.js";
import { answer as wallAnswer } from "../router/wall/answers.js";
import { Wall } from "../router/wall/wall.js";
import { eventually } from "../storage/support/eventually.js";
import { noServers } from "../support/servers.js";
import { answer, answerCost, call, makeKey, manager, SharedStores, serveWall } from "./support.js";

const asManager = { headers: { Authorization: `Bearer ${manager}` } };

let wall: Wall;
let release: (() => void)[] = [];
const stores = new SharedStores();
beforeAll(async () => {
  wall = await Wall.start({
    slow: async ({ response }) => {
      await new Promise<void>((resolve) => release.push(resolve));
      wallAnswer(response);
    },
  });
  if (!noServers) await stores.start();
}, 60_000);
afterAll(async () => {
  await stores.close();
  await wall.close();
});

const backEnds: [name: string, skip: boolean, options: () => Promise<Partial<StartServerOptions>>][] = [
  ["in memory", false, async () => ({})],
  ["in Postgres and Redis", noServers !== undefined, () => stores.fresh()],
];

for (const [where, skip, options] of backEnds) {
  describe.skipIf(skip)(`accounts ${where}`, () => {
    const start = async (accounts: AccountsOptions = {}, more: Partial<StartServerOptions> = {}) =>
      serveWall(wall, accounts, { ...(await options()), ...more });

    it("make, show, list, change and delete keys", async () => {
      const server = await start();
      const fields = { limit: 12.5, limit_reset: "weekly", allowed_models: ["acme/good"] };
      const made = await call(server, "POST", "/keys", manager, { name: "Mine", ...fields });
      expect(made.status).toBe(201);
      const { data, key } = createdKeySchema.parse(made.body);
      expect(key).toMatch(/^sk-or-v1-[0-9a-f]{64}$/);
      expect(data).toMatchObject({
        name: "Mine",
        disabled: false,
        limit_remaining: 12.5,
        usage: 0,
        ...fields,
      });
      expect(data.label).toBe(`${key.slice(0, 12)}...${key.slice(-3)}`);
      const path = `/keys/${data.hash}`;
      expect(keyResponseSchema.parse((await call(server, "GET", path, manager)).body).data).toEqual(data);
      const listed = await call(server, "GET", "/keys", manager);
      expect(keyListSchema.parse(listed.body).data).toEqual([data]);
      expect(JSON.stringify(listed.body)).not.toContain(key);
      const change = { disabled: true, limit: null, name: "Yours" };
      const changed = await call(server, "PATCH", path, manager, change);
      expect(changed.body.data).toMatchObject({ ...change, limit_reset: "weekly", limit_remaining: null });
      expect((await call(server, "GET", "/keys", manager)).body.data).toEqual([]);
      expect((await call(server, "GET", "/keys?include_disabled=true", manager)).body.data).toHaveLength(1);
      expect((await call(server, "DELETE", path, manager)).body).toEqual({ deleted: true });
      for (const method of ["GET", "DELETE"])
        expect((await call(server, method, path, manager)).status).toBe(404);
    });

    it.each([
      [{}, "name"],
      [{ name: "a", limit: -1 }, "limit"],
      [{ name: "a", limit_reset: "yearly" }, "limit_reset"],
      [{ name: "a", expires_at: "tomorrow" }, "expires_at"],
      [{ name: "a", limits: { requests_per_minute: 0 } }, "limits.requests_per_minute"],
      [{ name: "a", budget: 5 }, "budget"],
    ])("refuse the key %o", async (body, param) => {
      const server = await start();
      const refused = await call(server, "POST", "/keys", manager, body);
      expect(refused).toMatchObject({ status: 400, body: { error: { param } } });
      expect(refused.body.error.message).toContain(param);
    });

    it("serve whom a key belongs to, until it is changed, expires or is deleted", async () => {
      const server = await start();
      const { key, hash } = await makeKey(server);
      expect((await answer(server, key)).status).toBe(200);
      expect((await answer(server, `${key.slice(0, -1)}x`)).status).toBe(401);
      const other = key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
      expect((await answer(server, other)).status).toBe(401);
      await call(server, "PATCH", `/keys/${hash}`, manager, { disabled: true });
      await eventually(async () => (await answer(server, key)).status).toBe(401);
      await call(server, "PATCH", `/keys/${hash}`, manager, { disabled: false });
      await eventually(async () => (await answer(server, key)).status).toBe(200);
      await call(server, "PATCH", `/keys/${hash}`, manager, { expires_at: "2020-01-01T00:00:00Z" });
      await eventually(async () => (await answer(server, key)).body.error?.message).toContain("expired");
      await call(server, "DELETE", `/keys/${hash}`, manager);
      await eventually(async () => (await answer(server, key)).body.error?.message).toContain("not valid");
    });

    it("keep managing and asking apart", async () => {
      const server = await start();
      const { key } = await makeKey(server);
      expect((await answer(server, manager)).status).toBe(403);
      for (const path of ["/keys", "/credits", "/activity", "/generations"]) {
        expect((await call(server, "GET", path, key)).status).toBe(403);
        expect((await call(server, "GET", path, manager)).status).toBe(200);
        expect((await call(server, "GET", path, "sk-or-v1-nobody")).status).toBe(401);
      }
      expect((await call(server, "GET", "/key", manager)).body.data.is_management_key).toBe(true);
    });

    it("tell exactly what was spent", async () => {
      const server = await start({ budgets: [{ per: "server", limit: "100" }] });
      const { key, hash } = await makeKey(server, { limit: 1 });
      for (let index = 0; index < 3; index++) await answer(server, key);
      await eventually(async () => (await call(server, "GET", "/key", key)).body.data.usage).toBe(0.00024);
      const { data } = currentKeySchema.parse((await call(server, "GET", "/key", key)).body);
      expect(data).toMatchObject({ usage_daily: 0.00024, usage_monthly: 0.00024, limit_remaining: 0.99976 });
      const credits = await call(server, "GET", "/credits", manager);
      expect(creditsSchema.parse(credits.body).data).toEqual({ total_credits: 100, total_usage: 0.00024 });
      const activity = await call(server, "GET", `/activity?api_key_hash=${hash}`, manager);
      expect(activitySchema.parse(activity.body).data).toMatchObject([
        { model: "acme/good", endpoint_id: "alpha", requests: 3, usage: 0.00024, prompt_tokens: 30 },
      ]);
    });

    it("let no more answers begin than a key's budget is enough for, however many come at once", async () => {
      const server = await start();
      // 10 000 times the prompt's price: what is reserved for an answer is far more than what it costs.
      const { key } = await makeKey(server, { limit: 0.001, limit_reset: "daily" });
      const answers = await Promise.all(Array.from({ length: 40 }, () => answer(server, key)));
      const served = answers.filter(({ status }) => status === 200).length;
      const refused = answers.find(({ status }) => status === 402)!;
      expect(served).toBeGreaterThan(0);
      expect(served * answerCost).toBeLessThanOrEqual(0.001);
      expect(answers.every(({ status }) => status === 200 || status === 402)).toBe(true);
      expect(refused.body.error).toMatchObject({
        code: 402,
        type: "payment_required",
        metadata: { budget: "key", reset: "daily", limit: 0.001 },
      });
      await eventually(async () => (await call(server, "GET", "/key", key)).body.data.usage).toBeCloseTo(
        served * answerCost,
        12,
      );
    });

    it("take as many answers as a budget is enough for, one after the other, and then none", async () => {
      const server = await start({ budgets: [{ per: "server", limit: "0.0009" }] });
      const { key } = await makeKey(server);
      let served = 0;
      const next = async () => {
        const { status } = await answer(server, key);
        if (status === 200) served++;
        return status;
      };
      // Until what was reserved for the last one is given back, the next may be refused.
      while (served < 5) await next();
      await eventually(
        async () => (await call(server, "GET", "/credits", manager)).body.data.total_usage,
      ).toBe(0.0004);
      const poor = await answer(server, key, { max_tokens: 1_000 });
      expect(poor.status).toBe(402);
      expect(poor.body.error.message).toMatch(/requested up to 1000 tokens, but can only afford \d+\./);
      expect(poor.body.error.message).toMatch(
        /may cost up to \$[\d.]+, and \$[\d.]+ is left of the server's/,
      );
    });

    it("list generations page by page, with who asked, each attempt and its reason", async () => {
      const server = await start();
      const [one, two] = [await makeKey(server), await makeKey(server)];
      const ids: string[] = [];
      for (const { key } of [one, two, one]) ids.push((await answer(server, key)).body.id);
      await answer(server, two.key, { model: "acme/fails-500" });
      const list = async (query = "") => {
        const { status, body } = await call(server, "GET", `/generations${query}`, manager);
        expect(status).toBe(200);
        return generationListSchema.parse(body);
      };
      await eventually(async () => (await list()).data.length).toBe(4);
      const [failed, ...answered] = (await list()).data;
      expect(answered.map(({ id }) => id)).toEqual(ids.toReversed());
      expect(failed).toMatchObject({ finish_reason: "error", error: expect.any(String) });
      expect(failed!.provider_responses[0]).toMatchObject({
        provider_name: "Alpha",
        status: 500,
        error_type: expect.any(String),
        fault: "unavailable",
      });
      expect(answered[0]!.provider_responses[0]).toMatchObject({ error_type: null, fault: null });
      const first = await list("?limit=3");
      expect(first.has_more).toBe(true);
      const rest = await list(`?limit=3&after=${first.data.at(-1)!.id}`);
      expect(rest.data.map(({ id }) => id)).toEqual([ids[0]]);
      expect(rest.has_more).toBe(false);
      const ofOne = await list(`?api_key_hash=${one.hash}`);
      expect(ofOne.data.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
      expect(new Set(ofOne.data.map(({ client }) => client))).toEqual(
        new Set([`key:${one.hash.slice(0, 16)}`]),
      );
      for (const [query, param] of [
        ["limit=0", "limit"],
        ["limit=101", "limit"],
        ["after=gen-nobody", "after"],
        ["api_key_hash=nobody", "api_key_hash"],
      ]) {
        const refused = await call(server, "GET", `/generations?${query}`, manager);
        expect(refused.body.error).toMatchObject({ param });
      }
    });

    it("charge what cut and failed attempts have used", async () => {
      const server = await start();
      const { key } = await makeKey(server, { limit: 1 });
      const cut = await answer(server, key, { model: "acme/breaks-cut" });
      expect(cut.status).toBe(502);
      await answer(server, key, { model: "acme/fails-500" });
      const usage = async () => (await call(server, "GET", "/key", key)).body.data;
      await eventually(async () => (await usage()).usage).toBeGreaterThan(0);
      const { usage: spent, limit_remaining: left } = await usage();
      expect(spent + left).toBeCloseTo(1, 12);
    });

    it("ask another endpoint where a provider's budget is used up", async () => {
      const server = await start({ budgets: [{ per: "provider", name: "alpha", limit: "0" }] });
      const { key } = await makeKey(server);
      const order = { provider: { order: ["alpha"] } };
      expect((await answer(server, key, { model: "acme/both", ...order })).body.provider).toBe("Beta");
      expect((await answer(server, key)).status).toBe(402);
      expect((await answer(server, key, { model: "acme/free" })).status).toBe(200);
    });

    it("give each user and model a budget of their own", async () => {
      const budgets = [
        { per: "user", limit: "0.0003" },
        { per: "model", name: "acme/both", limit: "0" },
      ] as const;
      const server = await start({ budgets });
      const { key } = await makeKey(server);
      expect((await answer(server, key, { user: "one" })).status).toBe(200);
      await eventually(async () => (await call(server, "GET", "/key", key)).body.data.usage).toBe(answerCost);
      expect((await answer(server, key, { user: "one", max_tokens: 20 })).status).toBe(402);
      expect((await answer(server, key, { user: "two" })).status).toBe(200);
      expect((await answer(server, key, { model: "acme/both" })).status).toBe(402);
    });

    it("limit requests, and say when there is room again", async () => {
      const server = await start();
      const { key } = await makeKey(server, { limits: { requests_per_day: 2 } });
      expect((await answer(server, key)).status).toBe(200);
      expect((await answer(server, key)).status).toBe(200);
      const refused = await answer(server, key);
      expect(refused.status).toBe(429);
      expect(refused.headers.get("X-RateLimit-Limit")).toBe("2");
      expect(refused.headers.get("X-RateLimit-Remaining")).toBe("0");
      expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
      expect(Number(refused.headers.get("X-RateLimit-Reset"))).toBeGreaterThan(Date.now());
      expect(refused.body.error).toMatchObject({ code: 429, type: "rate_limit_exceeded" });
    });

    it("tell with every answer what is left of the limit that is nearest to its end", async () => {
      const server = await start({ limits: [{ per: "server", requests_per_day: 1_000 }] }, { cors: "*" });
      const { key } = await makeKey(server, { limits: { requests_per_day: 3, tokens_per_day: 100_000 } });
      const told = ({ headers }: { headers: Headers }) =>
        ["Limit", "Remaining"].map((name) => headers.get(`X-RateLimit-${name}`));
      const whole = await answer(server, key);
      expect(told(whole)).toEqual(["3", "2"]);
      const midnight = new Date().setUTCHours(24, 0, 0, 0);
      expect(Math.abs(Number(whole.headers.get("X-RateLimit-Reset")) - midnight)).toBeLessThan(5_000);
      expect(whole.headers.get("Access-Control-Expose-Headers")).toContain("X-RateLimit-Remaining");
      const streamed = await fetch(`${server.url}/api/v1/chat/completions`, {
        method: "POST",
        headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
        body: JSON.stringify({
          model: "acme/good",
          stream: true,
          max_tokens: 7,
          messages: [{ role: "user", content: "Hi" }],
        }),
      });
      await streamed.text();
      expect(told(streamed)).toEqual(["3", "1"]);
      const failed = await answer(server, key, { model: "acme/fails-500" });
      expect([failed.status >= 500, told(failed)]).toEqual([true, ["3", "0"]]);
    });

    it("say when a request has room again in all of its limits, not in the first", async () => {
      const server = await start();
      const limits = { requests_per_minute: 1, requests_per_day: 1 };
      const { key } = await makeKey(server, { limits });
      expect((await answer(server, key)).status).toBe(200);
      const refused = await answer(server, key);
      expect(refused.status).toBe(429);
      const seconds = Number(refused.headers.get("Retry-After"));
      const untilMidnight = (new Date().setUTCHours(24, 0, 0, 0) - Date.now()) / 1_000;
      expect(Math.abs(seconds - untilMidnight)).toBeLessThan(5);
      expect(refused.body.error.message).toContain("requests/day");
    });

    it("limit tokens by what was used, not by what was feared", async () => {
      const server = await start({ limits: [{ per: "server", tokens_per_day: 1_000 }] });
      const { key } = await makeKey(server);
      // Each of them could use more than half of the limit, and uses 17.
      for (let index = 0; index < 4; index++) {
        await eventually(async () => (await answer(server, key, { max_tokens: 600 })).status).toBe(200);
      }
    });

    it("limit requests at the same time", async () => {
      const server = await start({ limits: [{ per: "key", concurrent: 2 }] });
      const { key } = await makeKey(server);
      release = [];
      const slow = [0, 1].map(() => answer(server, key, { model: "acme/slow" }));
      await eventually(() => release.length).toBe(2);
      expect((await answer(server, key)).status).toBe(429);
      for (const go of release) go();
      for (const { status } of await Promise.all(slow)) expect(status).toBe(200);
      await eventually(async () => (await answer(server, key)).status).toBe(200);
    });

    it("let requests wait for a place, in turns between keys, and no longer than they may", async () => {
      const server = await start({ limits: [{ per: "server", concurrent: 1 }], queueMs: 60_000 });
      const { key: one } = await makeKey(server);
      const { key: other } = await makeKey(server);
      release = [];
      const order: string[] = [];
      const ask = (key: string, name: string) =>
        answer(server, key, { model: "acme/slow" }).then(({ status }) => order.push(`${name} ${status}`));
      const waiting = (count: number) =>
        eventually(async () =>
          (await (await fetch(`${server.url}/metrics`, asManager)).text()).split("\n"),
        ).toContain(`openrouter_requests_waiting ${count}`);
      const asked = [ask(one, "one")];
      await eventually(() => release.length).toBe(1);
      for (const [index, [key, name]] of [
        [one, "one"] as const,
        [one, "one"] as const,
        [one, "one"] as const,
        [other, "other"] as const,
      ].entries()) {
        asked.push(ask(key, name));
        await waiting(index + 1);
      }
      for (let count = 1; count <= 5; count++) {
        await eventually(() => release.length).toBe(count);
        release[count - 1]!();
      }
      await Promise.all(asked);
      expect(order).toEqual(["one 200", "one 200", "one 200", "other 200", "one 200"]);
      await waiting(0);
    });

    it("refuse whom the wait or the line is too long for", async () => {
      const server = await start({ limits: [{ per: "key", concurrent: 1 }], queueMs: 300, queueLimit: 1 });
      const { key } = await makeKey(server);
      release = [];
      const running = answer(server, key, { model: "acme/slow" });
      await eventually(() => release.length).toBe(1);
      const statuses = await Promise.all([0, 1, 2].map(async () => (await answer(server, key)).status));
      expect(statuses).toEqual([429, 429, 429]);
      release[0]!();
      expect((await running).status).toBe(200);
    });

    it("keep a key to its models and providers", async () => {
      const server = await start();
      const { key } = await makeKey(server, {
        allowed_models: ["acme/both", "acme/good"],
        allowed_providers: ["beta"],
      });
      expect((await answer(server, key, { model: "acme/both" })).body.provider).toBe("Beta");
      const refused = await answer(server, key);
      expect(refused.status).toBe(404);
      expect(refused.body.error.message).toContain("key_providers");
      expect((await answer(server, key, { model: "acme/free" })).body.error.message).toContain("key_models");
      const { body } = await call(server, "GET", "/models/user", key);
      expect(body.data.map(({ id }: { id: string }) => id)).toEqual(["acme/both"]);
    });
  });
}

describe("a server without accounts", () => {
  it("keeps no keys, and tells everybody on its machine what was spent", async () => {
    const server = await serveWall(wall, undefined, { accounts: undefined });
    expect((await answer(server, "anything")).status).toBe(200);
    expect((await call(server, "POST", "/keys", "anything", { name: "a" })).status).toBe(403);
    await eventually(async () => (await call(server, "GET", "/credits", "x")).body.data.total_usage).toBe(
      answerCost,
    );
    expect((await call(server, "GET", "/key", "x")).body.data).toMatchObject({
      usage: answerCost,
      limit: null,
    });
  });
});

describe.skipIf(noServers !== undefined)("servers that share their stores", () => {
  it("refuse a key as soon as one of them has revoked it", async () => {
    const shared = await stores.fresh();
    const servers = await Promise.all([0, 1, 2].map(() => serveWall(wall, {}, shared)));
    const { key, hash } = await makeKey(servers[0]!);
    for (const server of servers) expect((await answer(server, key)).status).toBe(200);
    await call(servers[0]!, "DELETE", `/keys/${hash}`, manager);
    const everywhere = async () =>
      Promise.all(servers.map(async (server) => (await answer(server, key)).status));
    await eventually(everywhere).toEqual([401, 401, 401]);
  });

  it("know a key of the command line by one id: its limits, budgets and records are common", async () => {
    const shared = await stores.fresh();
    const rules = {
      limits: [{ per: "key", requests_per_day: 4 }],
      budgets: [{ per: "key", limit: "1" }],
    } as const;
    const servers = await Promise.all(
      [0, 1].map(() => serveWall(wall, rules, { ...shared, apiKeys: ["static-key"] })),
    );
    const statuses: number[] = [];
    let id = "";
    for (let index = 0; index < 6; index++) {
      const { status, body } = await answer(servers[index % 2]!, "static-key");
      statuses.push(status);
      id = body.id ?? id;
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    const used = async () =>
      Promise.all(servers.map(async (one) => (await call(one, "GET", "/key", "static-key")).body.data.usage));
    await eventually(used).toEqual([4 * answerCost, 4 * answerCost]);
    for (const one of servers) {
      expect((await call(one, "GET", `/generation?id=${id}`, "static-key")).status).toBe(200);
    }
  });

  it("count together", async () => {
    const shared = await stores.fresh();
    const servers = await Promise.all([0, 1].map(() => serveWall(wall, {}, shared)));
    const { key } = await makeKey(servers[0]!, { limits: { requests_per_day: 10 } });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => answer(servers[index % 2]!, key, { model: "acme/free" })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });
});
