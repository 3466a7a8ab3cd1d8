import { describe, expect, it } from "vitest";
import { ApiError, type Fault } from "../../src/generation/api-error.js";
import { noUsage } from "../../src/generation/event.js";
import type { Task } from "../../src/generation/task.js";
import { type Endpoint, endpointKey } from "../../src/router/endpoint.js";
import { Health } from "../../src/router/health.js";
import type { RoutedModel } from "../../src/router/models.js";
import type { News, Peers } from "../../src/router/peers.js";
import { Tariff } from "../../src/router/price.js";
import { StickyRoutes } from "../../src/router/sticky.js";
import { TestClock } from "./test-clock.js";

/** Two processes of one service, between which news takes no time. */
function service() {
  const clock = new TestClock();
  const listeners: ((news: News) => void)[][] = [[], []];
  const peersOf = (own: number): Peers => ({
    tell: (news) => {
      for (const listener of listeners[1 - own]!) listener(news);
    },
    hear: (listener) => listeners[own]!.push(listener),
  });
  const [here, there] = [0, 1].map((own) => new Health(clock, undefined, peersOf(own)));
  return { clock, here: here!, there: there! };
}

const failure = (fault: Fault, retryAfterMs?: number) =>
  new ApiError(502, "provider_unavailable", "broken", { fault, retryAfterMs });

describe("what one process has seen of an endpoint", () => {
  it("is what the others go by: failures add up, whoever has them", () => {
    const { clock, here, there } = service();
    for (const health of [here, there, here]) {
      const started = clock.now();
      clock.pass(10);
      health.of("alpha").breaker.failed(failure("unavailable"), started);
    }
    for (const health of [here, there]) expect(health.of("alpha").breaker.state).toBe("open");
    expect(there.of("beta").breaker.state).toBe("closed");
  });

  it("counts once what failed together", () => {
    const { clock, here, there } = service();
    const started = clock.now();
    clock.pass(10);
    for (const health of [here, there, here, there]) {
      health.of("alpha").breaker.failed(failure("cut"), started);
      clock.pass(1);
    }
    expect(here.of("alpha").breaker.state).toBe("closed");
    expect(there.of("alpha").breaker.state).toBe("closed");
  });

  it("lets one probe through, and opens or closes the endpoint for all", () => {
    const { clock, here, there } = service();
    for (let i = 0; i < 3; i++) here.of("alpha").breaker.failed(failure("timeout"), clock.now());
    clock.pass(10_000);
    expect(here.of("alpha").breaker.admit()).toBe(true);
    expect(there.of("alpha").breaker.admit()).toBe(false);
    here.of("alpha").breaker.succeeded();
    expect(there.of("alpha").breaker.state).toBe("closed");
    expect(there.of("alpha").breaker.admit()).toBe(true);
  });

  it("is tried by another when the one that probed is silent", () => {
    const { clock, here, there } = service();
    for (let i = 0; i < 3; i++) here.of("alpha").breaker.failed(failure("timeout"), clock.now());
    clock.pass(10_000);
    here.of("alpha").breaker.admit();
    clock.pass(10_000);
    expect(there.of("alpha").breaker.admit()).toBe(true);
  });

  it.each(["rate_limit", "key"] as const)("lets it rest everywhere (%s)", (fault) => {
    const { clock, here, there } = service();
    here.of("alpha").breaker.failed(failure(fault, 7_000), clock.now());
    expect(there.of("alpha").breaker.waitMs).toBe(7_000);
  });

  it("is nobody's business when the request was at fault", () => {
    const { clock, here, there } = service();
    for (let i = 0; i < 5; i++) here.of("alpha").breaker.failed(failure("request"), clock.now());
    expect(there.of("alpha").breaker.state).toBe("closed");
  });
});

it("a conversation stays with its endpoint, whichever process it comes to", () => {
  const { clock, here, there } = service();
  const endpoints = ["alpha", "beta"].map(
    (slug): Endpoint => ({
      provider: { name: slug, generate: async () => {} },
      model: slug,
      slug,
      pricing: { prompt: "0.000002", input_cache_read: "0.000001" },
    }),
  );
  const model: RoutedModel = {
    id: "acme/large",
    aliases: [],
    name: "Large",
    description: "",
    created: 0,
    ownedBy: "acme",
    contextLength: 1_000,
    supportedParameters: [],
    defaultParameters: null,
    endpoints,
  };
  const task: Task = {
    models: [model.id],
    messages: [{ role: "user", content: "Hello" }],
    parameters: {},
    routing: {},
    extra: {},
    client: "test",
    sessionId: "talk",
  };
  const candidates = (health: Health) =>
    endpoints.map((endpoint) => ({
      model,
      endpoint,
      tariff: new Tariff(endpoint.pricing, clock.date(), () => 1),
      health: health.of(endpointKey(model.id, endpoint)),
    }));
  const [mine, theirs] = [here, there].map(({ peers }) => new StickyRoutes(clock, peers));
  mine!.answered(candidates(here)[1]!, task, noUsage());
  const slugs = theirs!.prefer(candidates(there), task).map(({ endpoint }) => endpoint.slug);
  expect(slugs).toEqual(["beta", "alpha"]);
});
