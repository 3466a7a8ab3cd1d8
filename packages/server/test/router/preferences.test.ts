import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { ask } from "../support/chat.js";
import { provider, route } from "./support.js";
import { answer, chunk, done, finish, open, say, send } from "./wall/answers.js";
import { Wall } from "./wall/wall.js";

const slugs = ["alpha", "beta", "gamma"];
const price = { prompt: "0.000001", completion: "0.000001" };

let wall: Wall;
let server: RunningServer;
beforeAll(async () => {
  wall = await Wall.start({
    /** Has the whole prompt in its cache. */
    caching: ({ response }) => {
      open(response);
      say(response, ["Hello"]);
      finish(response);
      const usage = { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 10 } };
      send(response, { ...chunk({}), choices: [], usage });
      done(response);
    },
    tiered: ({ response, body }) => {
      open(response);
      send(response, chunk({ content: "Hello" }, {}, { service_tier: body.service_tier ?? "default" }));
      finish(response);
      done(response);
    },
    plain: ({ response }) => answer(response),
    "refuses-500": ({ response }) => {
      response.writeHead(500, { "content-type": "application/json" });
      response.end('{"error":{"message":"no"}}');
    },
  });
  const endpoint = (slug: string, more: object) => ({
    provider: slug,
    model: "plain",
    pricing: price,
    ...more,
  });
  server = await route({
    // A header tells who was asked.
    providers: [
      ...slugs.map((slug) => provider(slug, wall.baseUrl, { headers: { "x-slug": slug } })),
      provider("thinker", wall.baseUrl, { flavour: "openrouter" }),
    ],
    models: [
      {
        id: "acme/sticky",
        endpoints: slugs.map((slug) =>
          endpoint(slug, { model: "caching", pricing: { ...price, input_cache_read: "0.0000001" } }),
        ),
      },
      {
        id: "acme/tiers",
        endpoints: [
          endpoint("alpha", { model: "tiered" }),
          endpoint("alpha/flex", { model: "tiered", service_tier: "flex" }),
          endpoint("alpha/priority", { model: "tiered", service_tier: "priority" }),
        ],
      },
      { id: "acme/untiered", endpoints: [endpoint("alpha", { model: "tiered" })] },
      { id: "acme/thinker", endpoints: [endpoint("thinker", {})] },
      {
        id: "acme/prices",
        endpoints: slugs.map((slug, index) =>
          endpoint(slug, { pricing: { prompt: `0.00000${3 - index}`, completion: "0" } }),
        ),
      },
      ...Array.from({ length: 40 }, (_, index) => ({
        id: `acme/broken-${index}`,
        endpoints: slugs.map((slug) => endpoint(slug, { model: "refuses-500" })),
      })),
    ],
  });
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

/** Who was asked for a request, in order. */
const askedFor = async (body: Record<string, unknown>, init?: RequestInit) => {
  const before = wall.requests.length;
  const answer = await ask(server, body, init);
  return { answer, asked: wall.requests.slice(before).map(({ headers }) => headers["x-slug"]) };
};

describe("a conversation stays where it is cached", () => {
  const stays = async (request: () => Record<string, unknown>, init?: RequestInit) => {
    const [first] = (await askedFor({ model: "acme/sticky", ...request() }, init)).asked;
    for (let i = 0; i < 12; i++)
      expect((await askedFor({ model: "acme/sticky", ...request() }, init)).asked).toEqual([first]);
  };
  let count = 0;
  /** A conversation that has begun in no other way. */
  const fresh = () => ({ messages: [{ role: "user", content: `Beginning ${count++}` }] });

  const by: [string, object, RequestInit?][] = [
    ["session_id", { session_id: "s-1" }],
    ["the header x-session-id", {}, { headers: { "x-session-id": "s-2" } }],
    ["prompt_cache_key", { prompt_cache_key: "s-3" }],
  ];
  it.each(by)("by %s, whatever is said", async (_, body, init) => {
    await stays(() => ({ ...fresh(), ...body }), init);
  });

  it("by its first messages", async () => {
    const { messages } = fresh();
    const more = [{ role: "assistant", content: "Go on." }];
    await stays(() => ({ messages: [...messages, ...more, ...fresh().messages] }));
  });
});

describe("service_tier", () => {
  const tierOf = async (body: object) => {
    const { body: whole } = await ask(server, { model: "acme/tiers", ...body });
    return [wall.requests.at(-1)!.body.service_tier, whole.service_tier];
  };
  it("is asked for where a model has several, and told", async () => {
    expect(await tierOf({})).toEqual([undefined, "default"]);
    expect(await tierOf({ service_tier: "flex" })).toEqual(["flex", "flex"]);
    expect(await tierOf({ service_tier: "priority" })).toEqual(["priority", "priority"]);
    expect(await tierOf({ service_tier: "fast" })).toEqual(["priority", "priority"]);
    expect(await tierOf({ service_tier: "default" })).toEqual([undefined, "default"]);
    expect(await tierOf({ provider: { only: ["alpha/flex"] } })).toEqual(["flex", "flex"]);
    expect(await tierOf({ service_tier: "priority", provider: { order: ["alpha"] } })).toEqual([
      undefined,
      "default",
    ]);
  });
  it("goes to the provider as it is where nothing is said of tiers", async () => {
    expect(await tierOf({ model: "acme/untiered", service_tier: "flex" })).toEqual(["flex", "flex"]);
  });
});

it(":thinking asks for reasoning, :floor for the cheapest", async () => {
  await ask(server, { model: "acme/thinker:thinking" });
  const { body: sent } = wall.requests.at(-1)!;
  await ask(server, { model: "acme/thinker", reasoning: { enabled: true } });
  expect(sent).toEqual(wall.requests.at(-1)!.body);
  await ask(server, { model: "acme/thinker" });
  expect(sent).not.toEqual(wall.requests.at(-1)!.body);
  for (let i = 0; i < 5; i++)
    expect((await askedFor({ model: "acme/prices:floor" })).asked).toEqual(["gamma"]);
  const sorted = await askedFor({ model: "acme/prices", provider: { sort: "price" } });
  expect(sorted.asked).toEqual(["gamma"]);
});

it("whatever is asked for: order is obeyed, and nothing unlisted is tried when fallbacks are off", async () => {
  const some = fc.option(fc.uniqueArray(fc.constantFrom(...slugs), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
  });
  let model = 0;
  await fc.assert(
    fc.asyncProperty(some, some, some, fc.boolean(), async (order, only, ignore, fallbacks) => {
      // A model for each run: its endpoints have not failed yet.
      const wishes = { order, only, ignore, allow_fallbacks: fallbacks };
      const { answer, asked } = await askedFor({ model: `acme/broken-${model++}`, provider: wishes });
      const allowed = slugs.filter(
        (slug) => (only?.includes(slug) ?? true) && !(ignore?.includes(slug) ?? false),
      );
      const listed = (order ?? []).filter((slug) => allowed.includes(slug));
      expect(answer.status).toBe(asked.length > 0 ? 502 : 404);
      expect(asked.slice(0, listed.length)).toEqual(listed);
      const most = fallbacks ? allowed.length : order ? listed.length : Math.min(1, allowed.length);
      expect(asked).toHaveLength(most);
      for (const slug of asked) expect(allowed).toContain(slug);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
