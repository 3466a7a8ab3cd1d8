import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ApiError } from "../../src/generation/api-error.js";
import type { RoutingPreferences, Task } from "../../src/generation/task.js";
import { chooseCandidates } from "../../src/router/candidates.js";
import { type Endpoint, endpointKey, isNamed } from "../../src/router/endpoint.js";
import { Health } from "../../src/router/health.js";
import { ModelDirectory, type RoutedModel } from "../../src/router/models.js";
import { StickyRoutes } from "../../src/router/sticky.js";
import { TestClock } from "./test-clock.js";

const endpoint = (slug: string, fields: Partial<Endpoint> = {}): Endpoint => ({
  provider: { name: slug.split("/")[0]!.toUpperCase(), generate: () => (async function* () {})() },
  model: slug,
  slug,
  pricing: { prompt: "0.000001", completion: "0.000002" },
  ...fields,
});

const model = (endpoints: Endpoint[], fields: Partial<RoutedModel> = {}): RoutedModel => ({
  id: "acme/large",
  aliases: [],
  name: "Large",
  description: "",
  created: 0,
  ownedBy: "acme",
  contextLength: 32_768,
  supportedParameters: [],
  defaultParameters: null,
  endpoints,
  ...fields,
});

const task = (routing: RoutingPreferences = {}, fields: Partial<Task> = {}): Task => ({
  models: ["acme/large"],
  messages: [{ role: "user", content: "Hello" }],
  parameters: {},
  extra: {},
  client: "test",
  ...fields,
  routing,
});

interface World {
  clock: TestClock;
  health: Health;
  sticky: StickyRoutes;
  models: ModelDirectory;
  of(slug: string): ReturnType<Health["of"]>;
  slugs(routing?: RoutingPreferences, fields?: Partial<Task>): string[];
  refusal(routing?: RoutingPreferences, fields?: Partial<Task>): Record<string, unknown>;
}

function world(endpoints: Endpoint[], more: RoutedModel[] = [], fields: Partial<RoutedModel> = {}): World {
  const clock = new TestClock();
  const health = new Health(clock);
  const models = new ModelDirectory([model(endpoints, fields), ...more]);
  const sticky = new StickyRoutes(clock);
  const choose = (given: Task) => chooseCandidates(given, models, health, sticky).candidates;
  return {
    clock,
    health,
    sticky,
    models,
    of: (slug) => health.of(endpointKey("acme/large", endpoints.find((one) => one.slug === slug)!)),
    slugs: (routing, more) => choose(task(routing, more)).map((one) => one.endpoint.slug),
    refusal: (routing, more) => {
      try {
        choose(task(routing, more));
      } catch (error) {
        if (error instanceof ApiError) return { status: error.status, ...error.details.availability };
        throw error;
      }
      throw new Error("nothing was refused");
    },
  };
}

const failure = (status = 500, fault?: ApiError["details"]["fault"]) =>
  new ApiError(status, "provider_unavailable", "broken", { fault, upstreamStatus: status });

describe("filters", () => {
  const abc = () => world([endpoint("alpha"), endpoint("beta"), endpoint("beta/turbo")]);

  it("only and ignore take base slugs, exact slugs and names", () => {
    expect(
      abc()
        .slugs({ only: ["beta"] })
        .sort(),
    ).toEqual(["beta", "beta/turbo"]);
    expect(abc().slugs({ only: ["beta/turbo"] })).toEqual(["beta/turbo"]);
    expect(abc().slugs({ ignore: ["Beta"] })).toEqual(["alpha"]);
    expect(abc().refusal({ only: ["gamma"] })).toMatchObject({
      status: 404,
      code: "constraint_filtered",
      excluded_by: ["allowed_providers"],
      affected_providers: ["alpha", "beta", "beta/turbo"],
    });
  });

  it("order comes first as it is, then the others; without fallbacks nobody else", () => {
    expect(abc().slugs({ order: ["beta/turbo", "gamma", "alpha"] })).toEqual(["beta/turbo", "alpha", "beta"]);
    expect(abc().slugs({ order: ["beta/turbo", "alpha"], allow_fallbacks: false })).toEqual([
      "beta/turbo",
      "alpha",
    ]);
    expect(abc().slugs({ allow_fallbacks: false })).toHaveLength(1);
  });

  it("data_collection and zdr need a promise", () => {
    const { slugs, refusal } = world([
      endpoint("trains", { dataPolicy: { training: true, retention: "none" } }),
      endpoint("keeps", { dataPolicy: { training: false, retention: "temporary" } }),
      endpoint("strict", { dataPolicy: { training: false, retention: "none" } }),
      endpoint("silent"),
    ]);
    expect(slugs({ data_collection: "deny" }).sort()).toEqual(["keeps", "strict"]);
    expect(slugs({ zdr: true }).sort()).toEqual(["strict", "trains"]);
    expect(slugs({ zdr: true, data_collection: "deny" })).toEqual(["strict"]);
    expect(refusal({ zdr: true, only: ["keeps"] })).toMatchObject({ code: "constraint_filtered" });
    expect(world([endpoint("silent")]).refusal({ zdr: true })).toMatchObject({
      code: "privacy_restricted",
      excluded_by: ["data_policy:zdr"],
    });
  });

  it("enforce_distillable_text asks the model's author", () => {
    expect(abc().refusal({ enforce_distillable_text: true })).toMatchObject({
      excluded_by: ["distillable_text"],
    });
    expect(
      world([endpoint("alpha")], [], { distillable: true }).slugs({ enforce_distillable_text: true }),
    ).toEqual(["alpha"]);
  });

  it("quantizations: what is not told is unknown", () => {
    const { slugs } = world([endpoint("alpha", { quantization: "fp8" }), endpoint("beta")]);
    expect(slugs({ quantizations: ["fp8"] })).toEqual(["alpha"]);
    expect(slugs({ quantizations: ["unknown"] })).toEqual(["beta"]);
  });

  it("max_price is for a million tokens, to the last digit", () => {
    const { slugs, refusal } = world([
      endpoint("alpha", { pricing: { prompt: "0.0000001", completion: "0.0000003" } }),
      endpoint("beta", { pricing: { prompt: "0.00000010000000001", completion: "0.0000003" } }),
    ]);
    expect(slugs({ max_price: { prompt: "0.1" } })).toEqual(["alpha"]);
    expect(refusal({ max_price: { completion: "0.29" } })).toMatchObject({ excluded_by: ["max_price"] });
  });

  it("require_parameters needs all of them; without it tools and forms are soft", () => {
    const { slugs, refusal } = world([
      endpoint("plain", { supportedParameters: ["temperature", "max_tokens"] }),
      endpoint("tools", { supportedParameters: ["temperature", "tools"] }),
    ]);
    const tools = [{ type: "function" as const, function: { name: "f" } }];
    expect(slugs({}, { parameters: { tools } })).toEqual(["tools"]);
    const verbose = world([endpoint("plain", { supportedParameters: [] }), endpoint("beta")]);
    expect(verbose.slugs({}, { extra: { verbosity: "low" } })).toEqual(["beta"]);
    expect(slugs({}, { extra: { verbosity: "low" } })).toHaveLength(2);
    expect(slugs({}, { parameters: { seed: 1 } })).toHaveLength(2);
    expect(slugs({}, { parameters: { response_format: { type: "json_object" } } })).toHaveLength(2);
    expect(slugs({ require_parameters: true }, { parameters: { max_tokens: 5 } })).toEqual(["plain"]);
    expect(refusal({ require_parameters: true }, { parameters: { seed: 1 } })).toMatchObject({
      excluded_by: ["require_parameters"],
    });
  });

  it("max_tokens needs endpoints that answer that long", () => {
    const { slugs } = world([endpoint("short", { maxCompletionTokens: 10 }), endpoint("long")]);
    expect(slugs({}, { parameters: { max_tokens: 11 } })).toEqual(["long"]);
    expect(slugs({}, { parameters: { max_tokens: 10 } })).toHaveLength(2);
  });

  it("service tiers are for those who ask for them", () => {
    const { slugs } = world([
      endpoint("alpha"),
      endpoint("alpha/flex", { serviceTier: "flex" }),
      endpoint("alpha/priority", { serviceTier: "priority" }),
    ]);
    expect(slugs()).toEqual(["alpha"]);
    expect(slugs({ only: ["alpha"] })).toEqual(["alpha"]);
    expect(slugs({ only: ["alpha/flex"] })).toEqual(["alpha/flex"]);
    expect(slugs({ service_tier: "flex" })).toEqual(["alpha/flex"]);
    expect(slugs({ service_tier: "priority" })).toEqual(["alpha/priority", "alpha"]);
    expect(slugs({}, { models: ["acme/large:nitro"] }).sort()).toEqual(["alpha", "alpha/priority"]);
    expect(slugs({}, { models: ["acme/large:floor"] }).sort()).toEqual(["alpha", "alpha/flex"]);
  });

  it("nobody pays who did not ask to", () => {
    const free = { pricing: { prompt: "0", completion: "0" } };
    const { slugs, refusal } = world([endpoint("free", free), endpoint("paid")]);
    expect(slugs()).toEqual(["free"]);
    expect(slugs({ order: ["paid"] })).toEqual(["paid", "free"]);
    expect(slugs({ max_price: { prompt: "5" } })).toEqual(["free", "paid"]);
    expect(slugs({}, { models: ["acme/large:free"] })).toEqual(["free"]);
    expect(world([endpoint("paid")]).refusal({}, { models: ["acme/large:free"] })).toMatchObject({
      excluded_by: ["free_variant"],
    });
    expect(refusal({ only: ["free"], max_price: { prompt: "0" }, ignore: ["free"] })).toMatchObject({
      status: 404,
    });
  });

  it("compression is for those who hold half of the conversation, or the most of it", () => {
    const plugins = { compression: true };
    const say = (words: number) => ({
      plugins,
      messages: [{ role: "user" as const, content: "word ".repeat(words) }],
    });
    const known = [endpoint("small", { contextLength: 1_000 }), endpoint("large", { contextLength: 4_000 })];
    expect(world(known).slugs({}, say(1_000))).toHaveLength(2);
    expect(world(known).slugs({}, say(4_000))).toEqual(["large"]);
    expect(world(known).slugs({}, say(40_000))).toEqual(["large"]);
    const { slugs } = world([...known, endpoint("unknown")], [], { contextLength: 0 });
    expect(slugs({}, say(4_000)).sort()).toEqual(["large", "unknown"]);
    expect(slugs({}, { ...say(40_000), plugins: undefined })).toHaveLength(3);
  });

  it(":extended has the longest context", () => {
    const { slugs } = world([endpoint("alpha", { contextLength: 8_192 }), endpoint("beta")]);
    expect(slugs({}, { models: ["acme/large:extended"] })).toEqual(["beta"]);
  });
});

describe("models", () => {
  const small = model([endpoint("gamma")], { id: "acme/small" });

  it("are tried in turn, those that are not known passed over", () => {
    const { slugs, refusal } = world([endpoint("alpha")], [small]);
    expect(slugs({}, { models: ["acme/none", "acme/small", "acme/large"] })).toEqual(["gamma", "alpha"]);
    expect(refusal({}, { models: ["acme/none"] })).toMatchObject({ status: 404, code: "model_not_found" });
  });

  it("are sorted together with the partition none", () => {
    const { slugs } = world(
      [endpoint("alpha", { pricing: { prompt: "3" } })],
      [model([endpoint("gamma", { pricing: { prompt: "1" } })], { id: "acme/small" })],
    );
    const models = ["acme/large", "acme/small"];
    expect(slugs({ sort: { by: "price", partition: "model" } }, { models })).toEqual(["alpha", "gamma"]);
    expect(slugs({ sort: { by: "price", partition: "none" } }, { models })).toEqual(["gamma", "alpha"]);
  });
});

describe("the order without wishes", () => {
  it("is drawn by 1/price²", () => {
    const { slugs, clock } = world([
      endpoint("cheap", { pricing: { prompt: "1" } }),
      endpoint("dear", { pricing: { prompt: "3" } }),
    ]);
    let cheap = 0;
    for (let i = 0; i < 1_000; i++) {
      clock.chance = (i + 0.5) / 1_000;
      if (slugs()[0] === "cheap") cheap++;
    }
    // Nine times likelier.
    expect(cheap).toBe(900);
  });

  it("has those with an outage in the last 30 seconds last", () => {
    const { slugs, of, clock } = world([
      endpoint("alpha", { pricing: { prompt: "0.0000001" } }),
      endpoint("beta"),
    ]);
    of("alpha").statistics.failed(failure());
    expect(slugs()).toEqual(["beta", "alpha"]);
    clock.pass(30_001);
    expect(slugs()).toEqual(["alpha", "beta"]);
  });

  it("has those below 95 % after the others, below 80 % at the end", () => {
    const { slugs, of, clock } = world([endpoint("down"), endpoint("degraded"), endpoint("normal")]);
    const outcomes = (slug: string, failed: number) => {
      for (let i = 0; i < 100; i++) {
        if (i < failed) of(slug).statistics.failed(failure());
        else of(slug).statistics.answered({ firstMs: 1, tokens: 1, totalMs: 1 });
      }
    };
    outcomes("down", 21);
    outcomes("degraded", 6);
    outcomes("normal", 5);
    clock.pass(31_000);
    expect(slugs()).toEqual(["normal", "degraded", "down"]);
  });

  it.each([
    ["401", failure(401, "key"), 0],
    ["402", failure(402, "key"), 0],
    ["404", failure(404, "unavailable"), 0],
    ["500", failure(500, "unavailable"), 0],
    ["a cut", failure(502, "cut"), 0],
    ["400", failure(400, "request"), undefined],
    ["403", failure(403, "key"), undefined],
    ["413", failure(413, "request"), undefined],
    ["429", failure(429, "rate_limit"), undefined],
  ])("uptime after %s", (_, error, uptime) => {
    const { of } = world([endpoint("alpha")]);
    of("alpha").statistics.failed(error);
    expect(of("alpha").statistics.uptime(5)).toBe(uptime);
  });
});

describe("what was measured", () => {
  const measured = () => {
    const { of, ...rest } = world([endpoint("slow"), endpoint("fast"), endpoint("new")]);
    for (let i = 0; i < 10; i++) {
      of("slow").statistics.answered({ firstMs: 2_000, tokens: 10, totalMs: 5_000 });
      of("fast").statistics.answered({ firstMs: 100, tokens: 100, totalMs: 1_000 });
    }
    return rest;
  };
  it("sorts", () => {
    expect(measured().slugs({ sort: { by: "latency", partition: "model" } })).toEqual([
      "fast",
      "slow",
      "new",
    ]);
    expect(measured().slugs({ sort: { by: "throughput", partition: "model" } })).toEqual([
      "fast",
      "slow",
      "new",
    ]);
    expect(measured().slugs({}, { models: ["acme/large:nitro"] })).toEqual(["fast", "slow", "new"]);
  });
  it("moves those that miss the preferred to the end, and forgets after five minutes", () => {
    const { slugs, clock } = measured();
    expect(slugs({ preferred_max_latency: { p90: 1 } }).at(-1)).toBe("slow");
    expect(slugs({ preferred_min_throughput: { p50: 50 } }).at(-1)).toBe("slow");
    clock.pass(5 * 60_000 + 1);
    clock.chance = 0;
    expect(slugs({ preferred_max_latency: { p90: 1 } })[0]).toBe("slow");
  });
});

describe("a conversation", () => {
  const caching = { pricing: { prompt: "1", completion: "1", input_cache_read: "0.1" } };
  const used = (cachedTokens: number) => ({
    promptTokens: 9,
    cachedTokens,
    completionTokens: 1,
    reasoningTokens: 0,
  });
  const setup = (fields = caching) => {
    const it = world([endpoint("alpha"), endpoint("beta", fields)]);
    it.clock.chance = 0;
    const candidate = (slug: string) =>
      chooseCandidates(task(), it.models, it.health, it.sticky).candidates.find(
        (one) => one.endpoint.slug === slug,
      )!;
    return { ...it, candidate };
  };

  it("with a session stays from the first answer on, for ten minutes without a word", () => {
    const { slugs, sticky, candidate, clock } = setup();
    const session = { sessionId: "s" };
    expect(slugs({}, session)[0]).toBe("alpha");
    sticky.answered(candidate("beta"), task({}, session), used(0));
    expect(slugs({}, session)[0]).toBe("beta");
    expect(slugs({}, { sessionId: "other" })[0]).toBe("alpha");
    expect(slugs({}, { ...session, client: "somebody else" })[0]).toBe("alpha");
    expect(slugs({ order: ["alpha"] }, session)[0]).toBe("alpha");
    clock.pass(10 * 60_000 + 1);
    expect(slugs({}, session)[0]).toBe("alpha");
  });

  it("without one stays after a hit in the cache, known by its beginning", () => {
    const { slugs, sticky, candidate } = setup();
    sticky.answered(candidate("beta"), task(), used(0));
    expect(slugs()[0]).toBe("alpha");
    sticky.answered(candidate("beta"), task(), used(5));
    expect(slugs()[0]).toBe("beta");
    const longer: Task["messages"] = [...task().messages, { role: "assistant", content: "Hi" }];
    expect(slugs({}, { messages: longer })[0]).toBe("beta");
    expect(slugs({}, { messages: [{ role: "user", content: "Other" }] })[0]).toBe("alpha");
  });

  it("does not stay where cached tokens cost the same, nor where too much piles up", () => {
    const same = setup({ pricing: { prompt: "1", completion: "1", input_cache_read: "1" } });
    same.sticky.answered(same.candidate("beta"), task({}, { sessionId: "s" }), used(5));
    expect(same.slugs({}, { sessionId: "s" })[0]).toBe("alpha");
    const busy = setup();
    busy.sticky.answered(busy.candidate("beta"), task({}, { sessionId: "s" }), used(5));
    busy.of("beta").statistics.running = 5;
    expect(busy.slugs({}, { sessionId: "s" })[0]).toBe("alpha");
  });
});

it("whatever is asked for: what is filtered never serves, and order is obeyed", () => {
  const slug = fc.constantFrom("alpha", "beta", "beta/turbo", "gamma");
  const some = fc.option(fc.uniqueArray(slug, { maxLength: 3 }), { nil: undefined });
  const price = fc.constantFrom("0", "0.000001", "0.000003");
  const offer = fc.record({
    slug,
    prompt: price,
    training: fc.option(fc.boolean(), { nil: undefined }),
    retention: fc.constantFrom("none" as const, "temporary" as const),
    quantization: fc.constantFrom("fp8", "int4", undefined),
    fails: fc.nat(4),
  });
  const routing = fc.record(
    {
      order: some,
      only: some,
      ignore: some,
      allow_fallbacks: fc.boolean(),
      data_collection: fc.constantFrom("allow" as const, "deny" as const),
      zdr: fc.boolean(),
      quantizations: fc.constantFrom<string[]>(["fp8"], ["unknown", "int4"]),
      sort: fc.constantFrom({ by: "price" as const, partition: "model" as const }, undefined),
      max_price: fc.constantFrom({ prompt: "1" }, { prompt: "2" }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(offer, { selector: (one) => one.slug, minLength: 1 }),
      routing,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (offers, wishes, chance) => {
        const endpoints = offers.map((one) =>
          endpoint(one.slug, {
            pricing: { prompt: one.prompt },
            quantization: one.quantization,
            dataPolicy:
              one.training === undefined ? undefined : { training: one.training, retention: one.retention },
          }),
        );
        const { models, health, sticky, clock, of } = world(endpoints);
        clock.chance = chance;
        for (const one of offers)
          for (let i = 0; i < one.fails; i++) of(one.slug).statistics.failed(failure());
        let chosen: Endpoint[];
        try {
          chosen = chooseCandidates(task(wishes), models, health, sticky).candidates.map(
            (one) => one.endpoint,
          );
        } catch (error) {
          expect(error).toMatchObject({ status: 404 });
          return;
        }
        const named = (names: string[], one: Endpoint) => names.some((name) => isNamed(name, one));
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const one of chosen) {
          if (wishes.only?.length) expect(named(wishes.only, one)).toBe(true);
          if (wishes.ignore) expect(named(wishes.ignore, one)).toBe(false);
          if (wishes.zdr) expect(one.dataPolicy?.retention).toBe("none");
          if (wishes.data_collection === "deny") expect(one.dataPolicy?.training).toBe(false);
          if (wishes.quantizations) expect(wishes.quantizations).toContain(one.quantization ?? "unknown");
          if (wishes.max_price)
            expect(Number(one.pricing!.prompt) * 1e6).toBeLessThanOrEqual(Number(wishes.max_price.prompt));
          if (wishes.allow_fallbacks === false && wishes.order?.length)
            expect(named(wishes.order, one)).toBe(true);
        }
        if (wishes.allow_fallbacks === false && !wishes.order?.length) expect(chosen).toHaveLength(1);
        // Whoever is named earlier is asked earlier.
        const places = chosen.map((one) => (wishes.order ?? []).findIndex((name) => isNamed(name, one)));
        const listed = places.map((place) => (place === -1 ? Number.POSITIVE_INFINITY : place));
        expect(listed).toEqual([...listed].sort((a, b) => a - b));
      },
    ),
    { numRuns: 500 },
  );
});
