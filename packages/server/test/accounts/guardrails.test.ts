import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOfPattern, filterTexts } from "../../src/guardrails/filter-texts.js";
import {
  assignedKeysSchema,
  guardrailKeysSchema,
  guardrailListSchema,
  guardrailSchema,
} from "../../src/http/openapi/guardrail-responses.js";
import type { RunningServer, StartServerOptions } from "../../src/options.js";
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

/** A new guardrail of these keys. */
async function guard(server: RunningServer, rules: object, ...hashes: string[]): Promise<string> {
  const made = await call(server, "POST", "/guardrails", manager, { name: "A test's", ...rules });
  expect(made.status).toBe(201);
  const { id } = guardrailSchema.parse(made.body).data;
  const assigned = await call(server, "POST", `/guardrails/${id}/assignments/keys`, manager, {
    key_hashes: hashes,
  });
  expect(assignedKeysSchema.parse(assigned.body)).toEqual({ assigned_count: hashes.length });
  return id;
}

const says = (content: string) => ({ messages: [{ role: "user", content }] });
const sent = () => wall.of("good").at(-1)!.body.messages;

const backEnds: [name: string, skip: boolean, options: () => Promise<Partial<StartServerOptions>>][] = [
  ["in memory", false, async () => ({})],
  ["in a file", false, async () => ({ dataDir: await temporaryFolder() })],
  ["in Postgres and Redis", noServers !== undefined, () => stores.fresh()],
];

for (const [where, skip, options] of backEnds) {
  describe.skipIf(skip)(`guardrails ${where}`, () => {
    const start = async () => serveWall(wall, {}, await options());

    it("are made, shown, listed, changed and deleted, and given to keys", async () => {
      const server = await start();
      const { key, hash } = await makeKey(server);
      const rules = {
        description: "No secrets",
        limit_usd: 2.5,
        reset_interval: "daily",
        allowed_models: ["acme/good"],
        allowed_providers: ["alpha"],
        enforce_zdr: false,
        content_filters: [{ pattern: "secret", action: "block", label: null }],
      };
      const id = await guard(server, rules, hash);
      const path = `/guardrails/${id}`;
      const { data } = guardrailSchema.parse((await call(server, "GET", path, manager)).body);
      expect(data).toMatchObject({ id, name: "A test's", updated_at: null, ...rules });
      const listed = guardrailListSchema.parse((await call(server, "GET", "/guardrails", manager)).body);
      expect(listed).toEqual({ data: [data], total_count: 1 });
      const changed = await call(server, "PATCH", path, manager, { limit_usd: null, content_filters: null });
      expect(changed.body.data).toMatchObject({
        limit_usd: null,
        content_filters: [],
        reset_interval: "daily",
      });
      const keys = guardrailKeysSchema.parse(
        (await call(server, "GET", `${path}/assignments/keys`, manager)).body,
      );
      expect(keys).toMatchObject({ total_count: 1, data: [{ guardrail_id: id, key_hash: hash }] });
      const again = { key_hashes: [hash, "no key's"] };
      const assign = `${path}/assignments/keys`;
      expect((await call(server, "POST", assign, manager, again)).body).toEqual({ assigned_count: 0 });
      expect((await call(server, "POST", `${assign}/remove`, manager, again)).body).toEqual({
        unassigned_count: 1,
      });
      expect((await call(server, "GET", assign, manager)).body).toEqual({ data: [], total_count: 0 });
      expect((await call(server, "GET", "/guardrails", key)).status).toBe(403);
      expect((await call(server, "DELETE", path, manager)).body).toEqual({ deleted: true });
      for (const method of ["GET", "DELETE"])
        expect((await call(server, method, path, manager)).status).toBe(404);
    });

    it("redact what their patterns find, wherever a message says it, and block", async () => {
      const server = await start();
      const { key, hash } = await makeKey(server);
      const filters = [
        { pattern: "\\b\\d{3}-\\d{2}-\\d{4}\\b", action: "redact", label: "SSN" },
        { pattern: "(?i)project\\s+falcon", action: "block", label: "Falcon" },
      ];
      const id = await guard(server, { content_filters: filters }, hash);
      const messages = [
        { role: "system", content: "They have 123-45-6789" },
        { role: "user", content: [{ type: "text", text: "and 987-65-4321, not 1123-45-67890" }] },
      ];
      await eventually(async () => {
        expect((await answer(server, key, { messages })).status).toBe(200);
        return sent();
      }).toEqual([
        { role: "system", content: "They have [SSN]" },
        { role: "user", content: [{ type: "text", text: "and [SSN], not 1123-45-67890" }] },
      ]);
      const blocked = await answer(server, key, says("Tell me of Project  Falcon"));
      expect(blocked).toMatchObject({
        status: 403,
        body: { error: { code: 403, type: "content_policy_violation" } },
      });
      expect(blocked.body.error.message).toContain('"Falcon"');
      const long = `${"All is well. ".repeat(20_000)} 123-45-6789`;
      expect((await answer(server, key, says(long))).status).toBe(200);
      expect(sent()[0].content.endsWith("well.  [SSN]")).toBe(true);
      expect((await answer(server, key, says(`${long} project falcon`))).status).toBe(403);
      await call(server, "DELETE", `/guardrails/${id}`, manager);
      await eventually(async () => (await answer(server, key, says("Project Falcon"))).status).toBe(200);
    });

    it("narrow what the key allows, and hold a budget of their own", async () => {
      const server = await start();
      const { key, hash } = await makeKey(server, { allowed_models: ["acme/both", "acme/free"] });
      await guard(server, { allowed_models: ["acme/both", "acme/good"] }, hash);
      const ask = async (model: string) => (await answer(server, key, { model })).status;
      await eventually(() => ask("acme/free")).toBe(404);
      expect([await ask("acme/good"), await ask("acme/both")]).toEqual([404, 200]);
      const { body } = await call(server, "GET", "/models/user", key);
      expect(body.data.map(({ id }: { id: string }) => id)).toEqual(["acme/both"]);
      await guard(server, { limit_usd: answerCost, reset_interval: "monthly" }, hash);
      await eventually(() => ask("acme/both")).toBe(402);
    });

    it.each([
      [{}, "name"],
      [{ name: "a", limit_usd: -1 }, "limit_usd"],
      [
        { name: "a", content_filters: [{ pattern: "(?=a)b", action: "block" }] },
        "content_filters[0].pattern",
      ],
      [{ name: "a", content_filters: [{ pattern: "a", action: "warn" }] }, "content_filters[0].action"],
    ])("refuse the guardrail %o", async (body, param) => {
      const server = await start();
      const refused = await call(server, "POST", "/guardrails", manager, body);
      expect(refused).toMatchObject({ status: 400, body: { error: { param } } });
    });
  });
}

describe.skipIf(noServers !== undefined)("servers that share their stores", () => {
  it("hold to a guardrail as soon as one of them has given it", async () => {
    const shared = await stores.fresh();
    const servers = await Promise.all([0, 1].map(() => serveWall(wall, {}, shared)));
    const { key, hash } = await makeKey(servers[0]!);
    const ask = () => Promise.all(servers.map(async (server) => (await answer(server, key)).status));
    expect(await ask()).toEqual([200, 200]);
    const id = await guard(servers[0]!, { content_filters: [{ pattern: "H.", action: "block" }] }, hash);
    await eventually(ask).toEqual([403, 403]);
    await call(servers[1]!, "PATCH", `/guardrails/${id}`, manager, { content_filters: [] });
    await eventually(ask).toEqual([200, 200]);
  });
});

describe("patterns", () => {
  it.each([
    ["(?=a)b", "a lookahead"],
    ["a(?!b)", "a lookahead"],
    ["(?<=a)b", "a lookbehind"],
    ["(?<!a)b", "a lookbehind"],
    ["(a)\\1", "a backreference"],
    ["(?P<x>a)\\k<x>", "a backreference"],
    ["a**", "invalid nested repetition operator"],
    ["(", "missing closing )"],
    ["a*", "finds the empty text"],
  ])("%s can't be used: %s", (pattern, fault) => {
    expect(faultOfPattern(pattern)).toContain(fault);
  });

  it.each(["\\d{3}", "(?i)a|b", "[(?=]", "\\(\\?=x", "\\p{Greek}+", "(?P<year>\\d+)"])(
    "%s can",
    (pattern) => {
      expect(faultOfPattern(pattern)).toBeUndefined();
    },
  );

  it("take time in proportion to the text, where others take for ever", () => {
    const text = `${"a".repeat(20_000)}!`;
    for (const pattern of ["(a+)+$", "(a|aa)+$", "(.*)*x"]) {
      expect(filterTexts([text], [{ pattern, action: "block", label: null }])).toEqual({ texts: [text] });
    }
  });
});
