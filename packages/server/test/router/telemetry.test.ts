import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { telemetryOfEnvironment } from "../../src/cli/telemetry.js";
import type { RunningServer } from "../../src/options.js";
import { ask, askStreamed, post } from "../support/chat.js";
import { Collector } from "./collector.js";
import { provider, route } from "./support.js";
import { open, role, say } from "./wall/answers.js";
import { Wall } from "./wall/wall.js";

const models = ["fails-500", "fails-400", "hangs"].map((model) => ({
  id: `acme/${model}`,
  endpoints: [
    { provider: "alpha", model, pricing: { prompt: "0", completion: "0" } },
    { provider: "beta", model: "good", pricing: { prompt: "0", completion: "0" } },
  ],
}));
const configurationOf = (wall: Wall) => ({
  providers: [provider("alpha", wall.baseUrl), provider("beta", wall.baseUrl)],
  models,
});
const order = { provider: { order: ["alpha"] } };
const traceId = "0af7651916cd43dd8448eb211c80319c";
const parentId = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${parentId}-01`;

let wall: Wall;
let collector: Collector;
beforeAll(async () => {
  wall = await Wall.start({
    hangs: ({ response }) => {
      open(response);
      role(response);
      say(response, ["Well,"]);
    },
  });
  collector = await Collector.start();
});
afterAll(async () => {
  await collector.close();
  await wall.close();
});

/** A logger, and what it was told. */
const logged = () => {
  const lines: unknown[] = [];
  return { lines, logger: pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }) };
};

/** Has a server with a collector answer, and waits for what it sends at its end. */
const traced = async (use: (server: RunningServer) => Promise<unknown>) => {
  collector.spans.length = 0;
  const telemetry = {
    otlp_endpoint: collector.endpoint,
    headers: { "x-collector-key": "secret" },
    service_name: "router-test",
  };
  const server = await route({ ...configurationOf(wall), telemetry });
  try {
    await use(server);
  } finally {
    await server.close(0);
  }
  const attempts = collector.spans.filter(({ kind }) => kind === 3);
  const requests = collector.spans.filter(({ kind }) => kind === 2);
  expect(attempts.length + requests.length).toBe(collector.spans.length);
  return { requests, attempts };
};

describe("traces", () => {
  it("have a span for the request and one for each attempt, which the providers go on with", async () => {
    const asked = wall.requests.length;
    let id = "";
    const { requests, attempts } = await traced(async (server) => {
      const body = { model: "acme/fails-500", max_tokens: 50, temperature: 0.5, ...order };
      const answer = await ask(server, body, { headers: { traceparent } });
      id = answer.body.id;
    });
    expect(requests).toMatchObject([
      {
        name: "chat acme/fails-500",
        traceId,
        parentSpanId: parentId,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.request.model": "acme/fails-500",
          "gen_ai.request.max_tokens": 50,
          "gen_ai.request.temperature": 0.5,
          "gen_ai.response.id": id,
          "gen_ai.response.model": "acme/fails-500",
          "gen_ai.response.finish_reasons": ["stop"],
          "gen_ai.provider.name": "Beta",
          "gen_ai.usage.input_tokens": 10,
          "gen_ai.usage.output_tokens": 7,
          "openrouter.api_type": "completions",
          "openrouter.streamed": false,
        },
      },
    ]);
    const [{ spanId }] = requests as [(typeof requests)[0]];
    expect(attempts).toMatchObject([
      {
        name: "chat fails-500",
        traceId,
        parentSpanId: spanId,
        status: { code: 2 },
        attributes: {
          "gen_ai.provider.name": "Alpha",
          "openrouter.endpoint": "alpha",
          "http.response.status_code": 500,
          "error.type": "provider_unavailable",
        },
      },
      {
        name: "chat good",
        traceId,
        parentSpanId: spanId,
        attributes: {
          "gen_ai.provider.name": "Beta",
          "http.response.status_code": 200,
          "gen_ai.usage.output_tokens": 7,
          "gen_ai.server.time_to_first_token": expect.any(Number),
        },
      },
    ]);
    expect(wall.requests.slice(asked).map(({ headers }) => headers.traceparent)).toEqual(
      attempts.map((span) => `00-${traceId}-${span.spanId}-01`),
    );
    expect(collector.resource["service.name"]).toBe("router-test");
    const { url, headers } = collector.requests.at(-1)!;
    expect([url, headers["x-collector-key"]]).toEqual(["/v1/traces", "secret"]);
  });

  it("begin where the client brings none, and say nothing of what was said", async () => {
    const { requests } = await traced((server) =>
      askStreamed(server, {
        model: "acme/fails-500",
        ...order,
        messages: [{ role: "user", content: "hush" }],
      }),
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]!.parentSpanId).toBeUndefined();
    expect(requests[0]!.attributes["openrouter.streamed"]).toBe(true);
    expect(JSON.stringify(collector.spans)).not.toMatch(/hush|Paris/);
  });

  it("tell of failures", async () => {
    const { requests, attempts } = await traced((server) =>
      ask(server, { model: "acme/fails-400", ...order }),
    );
    expect(requests).toMatchObject([
      { status: { code: 2, message: expect.stringContaining("temperature is wrong") } },
    ]);
    expect(requests[0]!.attributes["error.type"]).toBe("invalid_request");
    expect(attempts).toMatchObject([{ attributes: { "http.response.status_code": 400 } }]);
  });

  it("tell of clients that left", async () => {
    const asked = wall.requests.length;
    const { requests, attempts } = await traced(async (server) => {
      const leaving = new AbortController();
      const body = { model: "acme/hangs", ...order, stream: true };
      const response = await post(server, body, { signal: leaving.signal });
      await response.body!.getReader().read();
      leaving.abort();
      await wall.requests[asked]!.left;
    });
    expect(requests).toMatchObject([{ attributes: { "openrouter.cancelled": true } }]);
    expect(attempts).toMatchObject([{ name: "chat hangs" }]);
    expect(attempts[0]!.attributes).not.toHaveProperty("error.type");
  });

  it("hold nobody up when the collector is gone", async () => {
    const gone = await Collector.start();
    const telemetry = { otlp_endpoint: gone.endpoint };
    await gone.close();
    const { lines, logger } = logged();
    const server = await route({ ...configurationOf(wall), telemetry }, { logger });
    const { status } = await ask(server, { model: "acme/fails-500", ...order });
    await server.close(0);
    expect(status).toBe(200);
    expect(lines).toContainEqual(expect.objectContaining({ spans: 3, reason: expect.stringMatching(/./) }));
  });

  it("are not made unless somebody wants them", async () => {
    collector.spans.length = 0;
    const asked = wall.requests.length;
    const server = await route(configurationOf(wall));
    await ask(server, { model: "acme/fails-500", ...order }, { headers: { traceparent } });
    await server.close(0);
    expect(collector.spans).toEqual([]);
    for (const { headers } of wall.requests.slice(asked)) expect(headers).not.toHaveProperty("traceparent");
  });
});

it("the environment may say where traces go", () => {
  expect(telemetryOfEnvironment({})).toBeUndefined();
  expect(
    telemetryOfEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
      OTEL_SERVICE_NAME: "mine",
    }),
  ).toEqual({ endpoint: "http://127.0.0.1:4318", serviceName: "mine" });
  expect(() => telemetryOfEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" })).toThrow(
    /OTEL_EXPORTER_OTLP_ENDPOINT must be a http.* got "collector:4318"/,
  );
});
