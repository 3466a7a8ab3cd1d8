import { context, metrics, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { OpenRouterCore } from "../../src/core.js";
import { chatSend } from "../../src/funcs/chatSend.js";
import { modelsCount } from "../../src/funcs/modelsCount.js";
import { HTTPClient } from "../../src/index.js";
import { tracedFetcher } from "../../src/opentelemetry/index.js";
import { question } from "../support/request.js";
import { chunk, completion, type Handler, json, serve, sse } from "../support/server.js";

const spans = new InMemorySpanExporter();
const numbers = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter: numbers });
const meters = new MeterProvider({ readers: [reader] });

beforeEach(() => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  metrics.setGlobalMeterProvider(meters);
});
afterEach(async () => {
  await measured();
  spans.reset();
  trace.disable();
  metrics.disable();
});

/** The sums of the histograms that have been recorded since it was asked last, by their names and what tells them apart. */
async function measured(): Promise<Record<string, number>> {
  numbers.reset();
  await reader.forceFlush();
  const sums: Record<string, number> = {};
  for (const { descriptor, dataPoints } of numbers
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)) {
    for (const { attributes, value } of dataPoints) {
      const which = attributes["gen_ai.token.type"] ?? attributes["error.type"] ?? "";
      sums[`${descriptor.name} ${which}`.trim()] = (value as { sum: number }).sum;
    }
  }
  return sums;
}

async function setUp(...handlers: Handler[]) {
  const { url } = await serve(...handlers);
  const client = new OpenRouterCore({
    serverURL: url,
    apiKey: "sk-secret",
    retryConfig: { strategy: "none" },
    httpClient: new HTTPClient({ fetcher: tracedFetcher() }),
  });
  return { client, port: Number(new URL(url).port) };
}

function only(): ReadableSpan {
  const [span, ...others] = spans.getFinishedSpans();
  expect(others).toEqual([]);
  return span!;
}

async function read(client: OpenRouterCore, options?: { signal?: AbortSignal }) {
  const { value, error } = await chatSend(client, { ...question, stream: true }, options);
  if (error) throw error;
  let text = "";
  for await (const { choices } of value) text += choices[0]?.delta.content ?? "";
  return text;
}

const finished = { id: "gen-1763820000-abcdefghij0123456789", model: "test/model", reasons: ["stop"] };
const answered = {
  "gen_ai.response.id": finished.id,
  "gen_ai.response.model": finished.model,
  "gen_ai.response.finish_reasons": finished.reasons,
  "gen_ai.usage.input_tokens": 3,
  "gen_ai.usage.output_tokens": 1,
};

test("a whole answer: its settings, its usage, nothing of what was said", async () => {
  const { client, port } = await setUp(json(completion("Paris")));
  const request = {
    ...question,
    maxTokens: 9,
    temperature: 0.5,
    stop: "x",
    responseFormat: { type: "text" },
  };
  await chatSend(client, request as typeof question);
  const span = only();
  expect(span.name).toBe("chat test/model");
  expect(span.attributes).toEqual({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openrouter",
    "gen_ai.request.model": "test/model",
    "gen_ai.request.max_tokens": 9,
    "gen_ai.request.temperature": 0.5,
    "gen_ai.request.stop_sequences": ["x"],
    "gen_ai.output.type": "text",
    "server.address": "127.0.0.1",
    "server.port": port,
    ...answered,
  });
  expect(await measured()).toEqual({
    "gen_ai.client.operation.duration": expect.any(Number),
    "gen_ai.client.token.usage input": 3,
    "gen_ai.client.token.usage output": 1,
  });
});

test("a stream, whose text comes through as it came", async () => {
  const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } };
  const { client } = await setUp(sse(chunk("Par"), chunk("ïs"), chunk("", "stop"), usage));
  expect(await read(client)).toBe("Parïs");
  expect(only().attributes).toMatchObject(answered);
  expect(await measured()).toMatchObject({ "gen_ai.client.token.usage output": 1 });
});

test.each<[string, Handler, object]>([
  ["status", json({ error: { code: 429, message: "no" } }, 429), { "error.type": "429" }],
  ["error in a 200", json({ error: { code: 502, message: "no" } }), { "error.type": "502" }],
  ["body that is none", json("<html>"), { "error.type": "_OTHER" }],
  [
    "error in a stream",
    sse(chunk("Par"), { error: { code: 503, message: "no" } }),
    { "error.type": "503", "gen_ai.response.model": "test/model" },
  ],
  [
    "stream that is cut",
    (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: ${JSON.stringify(chunk("Par"))}\n\n`);
    },
    { "error.type": "truncated", "gen_ai.response.id": finished.id },
  ],
  ["broken connection", (response) => response.destroy(), { "error.type": "TypeError" }],
])("a failure: %s", async (_, handler, attributes) => {
  const { client } = await setUp(handler);
  await expect(read(client)).rejects.toThrow();
  expect(only().attributes).toMatchObject(attributes);
  expect(only().status.code).toBe(2);
  expect(Object.keys(await measured())).toEqual([
    `gen_ai.client.operation.duration ${(attributes as Record<string, string>)["error.type"]}`,
  ]);
});

const endless: Handler = (response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`data: ${JSON.stringify(chunk("Par"))}\n\n`);
};

test("a stream that the reader leaves ends well, with what came", async () => {
  const { client } = await setUp(endless);
  const { value } = await chatSend(client, { ...question, stream: true });
  for await (const _ of value!) break;
  expect(only().attributes).toMatchObject({ "gen_ai.response.id": finished.id });
  expect(only().status.code).toBe(0);
});

test("an abort is told by its name", async () => {
  const { client } = await setUp(endless);
  const controller = new AbortController();
  const { value } = await chatSend(client, { ...question, stream: true }, controller);
  const reading = (async () => {
    for await (const _ of value!) controller.abort();
  })();
  await expect(reading).rejects.toMatchObject({ name: "RequestAbortedError" });
  expect(only().attributes).toMatchObject({ "error.type": "RequestAbortedError" });
});

test("the request is sent within the span, and each attempt has one", async () => {
  const stack = [ROOT_CONTEXT];
  context.setGlobalContextManager({
    active: () => stack.at(-1)!,
    with(active, run, self, ...args) {
      stack.push(active);
      try {
        return run.apply(self as ThisParameterType<typeof run>, args);
      } finally {
        stack.pop();
      }
    },
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  onTestFinished(() => context.disable());
  const within: unknown[] = [];
  const { url } = await serve(json({}, 503), json(completion()));
  const fetcher = tracedFetcher((request) => {
    within.push(trace.getSpan(context.active())?.spanContext().spanId);
    return fetch(request);
  });
  const backoff = { initialInterval: 1 };
  const client = new OpenRouterCore({
    serverURL: url,
    httpClient: new HTTPClient({ fetcher }),
    retryConfig: { strategy: "backoff", backoff },
  });
  expect((await chatSend(client, question)).ok).toBe(true);
  expect(spans.getFinishedSpans().map(({ attributes }) => attributes["error.type"])).toEqual([
    "503",
    undefined,
  ]);
  expect(within).toEqual(spans.getFinishedSpans().map((span) => span.spanContext().spanId));
});

test("other requests pass unseen", async () => {
  const { client } = await setUp(json({ data: { count: 1 } }));
  expect((await modelsCount(client)).value).toEqual({ data: { count: 1 } });
  expect(spans.getFinishedSpans()).toEqual([]);
});

test("without a registered SDK everything works", async () => {
  trace.disable();
  metrics.disable();
  const { client } = await setUp(sse(chunk("Paris", "stop")));
  expect(await read(client)).toBe("Paris");
});
