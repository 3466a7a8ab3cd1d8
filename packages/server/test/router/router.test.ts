import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AnswerCollector } from "../../src/generation/answer.js";
import type { ApiError } from "../../src/generation/api-error.js";
import type { End, GenerationEvent } from "../../src/generation/event.js";
import type { RouteReport } from "../../src/generation/route-report.js";
import type { Task } from "../../src/generation/task.js";
import { Connections } from "../../src/providers/http/connections.js";
import { OpenAiProvider } from "../../src/providers/openai/provider.js";
import type { Endpoint } from "../../src/router/endpoint.js";
import { Health } from "../../src/router/health.js";
import { ModelDirectory, type RoutedModel } from "../../src/router/models.js";
import { Router } from "../../src/router/router.js";
import type { RouterSettings } from "../../src/router/settings.js";
import { TestClock } from "./test-clock.js";
import { answer, fail, sentence } from "./wall/answers.js";
import { type Fault, Wall } from "./wall/wall.js";

const connections = new Connections({});
const own: Record<string, Fault> = {};
let wall: Wall;

beforeAll(async () => {
  wall = await Wall.start(own);
});
afterEach(() => {
  wall.requests.length = 0;
});
afterAll(async () => {
  await connections.close();
  await wall.close();
});

const endpoint = (slug: string, model: string, fields: Partial<Endpoint> = {}): Endpoint => ({
  provider: new OpenAiProvider({ name: slug, baseUrl: wall.baseUrl, connections, flavour: "vllm" }),
  model,
  slug,
  ...fields,
});

const model = (id: string, endpoints: Endpoint[]): RoutedModel => ({
  id,
  aliases: [],
  name: id,
  description: "",
  created: 0,
  ownedBy: "acme",
  contextLength: 1_000,
  supportedParameters: [],
  defaultParameters: null,
  endpoints,
});

function setup(models: RoutedModel[], settings: Partial<RouterSettings> = {}) {
  const clock = new TestClock();
  return { clock, router: new Router(new ModelDirectory(models), settings, new Health(clock)) };
}

const never = new AbortController().signal;

async function run(router: Router, fields: Partial<Task> = {}, signal = never) {
  const task: Task = {
    models: [],
    messages: [{ role: "user", content: "Capital of France?" }],
    parameters: {},
    routing: {},
    extra: {},
    client: "test",
    ...fields,
  };
  const collected = new AnswerCollector();
  const events: GenerationEvent[] = [];
  let error: ApiError | undefined;
  let report: RouteReport | undefined;
  try {
    await router.generate(task, signal, (event) => {
      if (event.type === "routed") {
        report = event.report;
        return;
      }
      events.push(event);
      collected.add(event);
    });
  } catch (thrown) {
    error = thrown as ApiError;
  }
  const of = <T extends GenerationEvent["type"]>(type: T) =>
    events.find((event): event is Extract<GenerationEvent, { type: T }> => event.type === type);
  return {
    error,
    text: collected.choices[0]?.content,
    accepted: of("accepted"),
    end: of("end") as End | undefined,
    report: report!,
  };
}

const alphaFirst = { routing: { order: ["alpha"] } };

describe("an outage", () => {
  it("of 60 seconds under 15 requests lets at most 5 through, and everybody is answered", async () => {
    let down = true;
    own.flaky = ({ response }) => (down ? fail(response, 500, { message: "down" }) : answer(response));
    const { router, clock } = setup([
      model("acme/large", [endpoint("alpha", "flaky"), endpoint("beta", "good")]),
    ]);
    for (let i = 0; i < 15; i++) {
      expect((await run(router, alphaFirst)).text).toBe(sentence);
      clock.pass(4_000);
    }
    expect(wall.of("flaky").length).toBeLessThanOrEqual(5);
    expect(wall.of("good")).toHaveLength(15);
    down = false;
    clock.pass(60_000);
    wall.requests.length = 0;
    for (let i = 0; i < 3; i++) expect((await run(router, alphaFirst)).accepted?.provider).toBe("alpha");
    expect(wall.of("good")).toHaveLength(0);
  });

  it("of everybody is told at once, with the time of the next try", async () => {
    const { router } = setup([model("acme/large", [endpoint("alpha", "fails-500")])]);
    for (let i = 0; i < 3; i++) expect((await run(router)).error?.status).toBe(502);
    const { error } = await run(router);
    expect(wall.requests).toHaveLength(3);
    expect(error).toMatchObject({
      status: 503,
      details: {
        headers: { "Retry-After": "10" },
        availability: { code: "temporarily_unavailable", retryable: true, retry_after: 10 },
      },
    });
  });

  it("that hits many requests at once is one failure", async () => {
    const held: (() => void)[] = [];
    own.together = ({ response }) => {
      held.push(() => response.destroy());
      if (held.length === 4) for (const end of held) end();
    };
    const { router, clock } = setup([model("acme/large", [endpoint("alpha", "together")])]);
    const running = Array.from({ length: 4 }, () => run(router));
    await wall.reached(4);
    clock.pass(1);
    for (const { error } of await Promise.all(running)) expect(error?.status).toBe(502);
    expect(router.health.of("acme/large alpha together").breaker.state).toBe("closed");
  });

  it.each(["fails-400", "fails-context", "odd-filter-400", "fails-403"])(
    "is none when it is %s",
    async (fault) => {
      const { router } = setup([model("acme/large", [endpoint("alpha", fault)])]);
      for (let i = 0; i < 5; i++) await run(router);
      const [candidate] = router.models.list[0]!.endpoints;
      expect(router.health.of(`acme/large alpha ${candidate!.model}`).breaker.state).toBe("closed");
    },
  );
});

describe("too many requests", () => {
  it("are waited out when it is soon, with jitter, once", async () => {
    let limited = 1;
    own.limited = ({ response }) =>
      limited-- > 0 ? fail(response, 429, { message: "slow" }, { "retry-after": "4" }) : answer(response);
    const { router, clock } = setup([model("acme/large", [endpoint("alpha", "limited")])]);
    expect((await run(router)).text).toBe(sentence);
    // Half of a quarter: every draw of this clock is 0.5.
    expect(clock.slept).toEqual([4_500]);
    limited = 5;
    expect((await run(router)).error?.status).toBe(429);
    expect(wall.requests).toHaveLength(4);
  });

  it("everywhere are told with the shortest wait", async () => {
    own.long = ({ response }) => fail(response, 429, { message: "slow" }, { "retry-after": "900" });
    const { router } = setup([
      model("acme/large", [endpoint("alpha", "fails-429-long"), endpoint("beta", "long")]),
    ]);
    const { error } = await run(router);
    expect(error).toMatchObject({
      status: 429,
      type: "rate_limit_exceeded",
      details: {
        headers: { "Retry-After": "900" },
        availability: { code: "capacity_exhausted", retry_after: 900 },
        metadata: { previous_errors: [{ status: 429 }] },
      },
    });
    // Nobody is bothered while they rest.
    expect((await run(router)).error?.status).toBe(429);
    expect(wall.requests).toHaveLength(2);
  });
});

describe("fallbacks", () => {
  it("go on to other models, whatever was wrong", async () => {
    const { router } = setup([
      model("acme/large", [endpoint("alpha", "fails-400"), endpoint("gamma", "good-other")]),
      model("acme/small", [endpoint("beta", "good")]),
    ]);
    const { text, accepted, report } = await run(router, {
      models: ["acme/large", "acme/small"],
      ...alphaFirst,
    });
    expect({ text, model: accepted?.model }).toEqual({ text: sentence, model: "acme/small" });
    expect(report).toMatchObject({
      requested: "acme/large",
      strategy: "fallback",
      attempts: [
        { provider: "alpha", status: 400, errorType: "invalid_request" },
        { provider: "beta", status: 200, errorType: null },
      ],
    });
    expect(wall.of("good-other")).toHaveLength(0);
  });

  it("have one budget", async () => {
    const endpoints = Array.from({ length: 10 }, (_, index) => endpoint(`p${index}`, "fails-500"));
    const { router } = setup([model("acme/large", endpoints)], { attempts: 3 });
    const { error } = await run(router);
    expect(wall.requests).toHaveLength(3);
    expect(error?.details.metadata?.previous_errors).toHaveLength(2);
  });

  it("have one deadline", async () => {
    const { router } = setup([model("acme/large", [endpoint("alpha", "fails-silent")])], { deadlineMs: 100 });
    expect((await run(router)).error).toMatchObject({ status: 504, type: "timeout" });
    await wall.requests[0]!.left;
  });

  it("are not tried when the request wants none", async () => {
    const { router } = setup([
      model("acme/large", [endpoint("alpha", "fails-500"), endpoint("beta", "good")]),
    ]);
    const { error } = await run(router, { routing: { order: ["alpha"], allow_fallbacks: false } });
    expect(error).toMatchObject({ status: 502, details: { upstreamStatus: 500 } });
    expect(wall.of("good")).toHaveLength(0);
  });
});

it("an empty answer is one when nobody has more to say", async () => {
  const { router } = setup([model("acme/large", [endpoint("alpha", "fails-empty")])]);
  const { end, error } = await run(router);
  expect(error).toBeUndefined();
  expect(end?.usage.completionTokens).toBe(0);
});

it("a client that leaves is nobody's fault, and what was used is known", async () => {
  const { router } = setup([
    model("acme/large", [endpoint("alpha", "breaks-stall"), endpoint("beta", "good")]),
  ]);
  const controller = new AbortController();
  const gone = new Error("gone");
  let usage: { completionTokens: number } | undefined;
  await expect(async () => {
    const task: Task = {
      models: [],
      messages: [{ role: "user", content: "Hi" }],
      parameters: {},
      routing: { order: ["alpha"] },
      extra: {},
      client: "test",
    };
    let parts = 0;
    await router.generate(task, controller.signal, (event) => {
      if (event.type === "accepted") usage = event.usage;
      if (event.type === "delta" && ++parts === 4) controller.abort(gone);
    });
  }).rejects.toBe(gone);
  await wall.requests[0]!.left;
  // "The capital of France", four letters to a token.
  expect(usage?.completionTokens).toBe(6);
  const { statistics, breaker } = router.health.of("acme/large alpha breaks-stall");
  expect({ uptime: statistics.uptime(5), running: statistics.running, state: breaker.state }).toEqual({
    uptime: undefined,
    running: 0,
    state: "closed",
  });
});

it("a continued answer is paid for at each provider, to the last digit", async () => {
  const { router } = setup([
    model("acme/large", [
      endpoint("alpha", "breaks-cut", { pricing: { prompt: "0.0000003", completion: "0.0000007" } }),
      endpoint("beta", "good", { pricing: { prompt: "0.00000011", completion: "0.00000013" } }),
    ]),
  ]);
  const { text, end, report } = await run(router, alphaFirst);
  expect(text).toBe(sentence);
  // 9 × 0.0000003 + 6 × 0.0000007, counted here; 10 × 0.00000011 + 3 × 0.00000013, told by the provider.
  expect(end?.usage.cost).toBe("0.00000839");
  expect(end?.usage.estimated).toBe(true);
  expect(report.pipeline).toMatchObject([{ type: "continuation", name: "prefill" }]);
});

it("a continuation has the tokens that are left", async () => {
  const { router } = setup([
    model("acme/large", [endpoint("alpha", "breaks-cut"), endpoint("beta", "good")]),
  ]);
  await run(router, { ...alphaFirst, parameters: { max_tokens: 50 } });
  expect(wall.of("good")[0]!.body.max_tokens).toBe(44);
});

it("parameters that an endpoint does not honour are left out and told", async () => {
  const { router } = setup([
    model("acme/large", [endpoint("alpha", "good", { supportedParameters: ["temperature"] })]),
  ]);
  const { accepted } = await run(router, { parameters: { temperature: 0, seed: 1 } });
  expect(accepted?.ignored).toEqual(["seed"]);
  expect(wall.requests[0]!.body).not.toHaveProperty("seed");
});
