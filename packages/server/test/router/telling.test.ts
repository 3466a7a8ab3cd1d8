import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  endpointListSchema,
  generationSchema,
  providerListSchema,
} from "../../src/http/openapi/responses.js";
import type { RunningServer } from "../../src/options.js";
import { ask, askStreamed } from "../support/chat.js";
import { provider, route } from "./support.js";
import { chunk, done, finish, open, send, sentence, words } from "./wall/answers.js";
import { type Fault, Wall } from "./wall/wall.js";

/** Names the system that answers, as OpenAI's servers do. */
const own: Record<string, Fault> = {
  named({ response }) {
    open(response);
    for (const content of words)
      send(response, chunk({ content }, {}, { system_fingerprint: "fp_upstream" }));
    finish(response);
    done(response);
  },
};

let wall: Wall;
let server: RunningServer;
beforeAll(async () => {
  wall = await Wall.start(own);
  server = await route({
    providers: [provider("alpha", wall.baseUrl), provider("beta", wall.baseUrl, { flavour: "vllm" })],
    // A model for each test: breakers are their own.
    models: [
      ...["whole", "streamed", "error", "record", "metrics", "breaks-cut"].map((name) => ({
        id: `acme/${name}`,
        endpoints: [
          {
            provider: "alpha",
            model: name === "breaks-cut" ? name : "fails-500",
            pricing: { prompt: "0.000001", completion: "0.000002" },
          },
          {
            provider: "beta",
            model: "good",
            pricing: { prompt: "0.000003", completion: "0.000004" },
            quantization: "fp8" as const,
          },
        ],
      })),
      { id: "acme/named", endpoints: [{ provider: "alpha", model: "named" }] },
    ],
  });
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

it("the system that an upstream names is named in every chunk", async () => {
  const { chunks } = await askStreamed(server, { model: "acme/named" });
  expect(new Set(chunks.map((one) => one.system_fingerprint))).toEqual(new Set(["fp_upstream"]));
});

const order = { provider: { order: ["alpha"] } };
const asking = { headers: { "X-OpenRouter-Metadata": "enabled" } };
// biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
const get = async (path: string): Promise<any> => (await fetch(server.url + path)).json();

describe("openrouter_metadata", () => {
  const expected = (model: string) => ({
    requested: model,
    strategy: "direct",
    attempt: 2,
    is_byok: false,
    endpoints: {
      total: 2,
      available: [
        { provider: "Alpha", model, selected: false },
        { provider: "Beta", model, selected: true },
      ],
    },
    attempts: [
      { provider: "Alpha", status: 500, error_type: "provider_unavailable" },
      { provider: "Beta", status: 200 },
    ],
  });

  it("tells how an answer came about, whole or in the last chunk", async () => {
    const whole = await ask(server, { model: "acme/whole", ...order }, asking);
    expect(whole.body).toMatchObject({ provider: "Beta", openrouter_metadata: expected("acme/whole") });
    const body = { model: "acme/streamed", ...order };
    for (const more of [{}, { stream_options: { include_usage: false } }]) {
      const { chunks, done } = await askStreamed(server, { ...body, ...more }, asking);
      expect(done).toBe(true);
      expect(chunks.at(-1).openrouter_metadata).toMatchObject(expected("acme/streamed"));
      expect(chunks.filter((chunk) => chunk.openrouter_metadata)).toHaveLength(1);
    }
    expect((await ask(server, { model: "acme/whole", ...order })).body).not.toHaveProperty(
      "openrouter_metadata",
    );
  });

  it("tells of the hops of an answer that broke off", async () => {
    const { chunks, text } = await askStreamed(server, { model: "acme/breaks-cut", ...order }, asking);
    expect(text).toBe(sentence);
    expect(chunks.at(-1).openrouter_metadata.pipeline).toMatchObject([
      { type: "continuation", name: "prefill", data: { provider: "Beta" } },
    ]);
  });

  it("stands beside an error, also when nobody was asked", async () => {
    const failed = await ask(server, { model: "acme/error", provider: { only: ["alpha"] } }, asking);
    expect(failed.status).toBe(502);
    expect(failed.body.error.metadata).toMatchObject({ provider_name: "Alpha", provider_code: 500 });
    expect(failed.body.openrouter_metadata).toMatchObject({ attempt: 1 });
    const refused = await ask(server, { model: "acme/error", provider: { quantizations: ["int4"] } }, asking);
    expect(refused.status).toBe(404);
    expect(refused.body.error.availability).toMatchObject({
      code: "constraint_filtered",
      excluded_by: ["quantization"],
      affected_providers: ["alpha", "beta"],
    });
    expect(refused.body.openrouter_metadata).toMatchObject({ attempt: 0, attempts: [] });
  });
});

it("the record has each attempt and the cost, which is in usage too", async () => {
  const { body } = await ask(server, { model: "acme/record", ...order });
  // 10 × 0.000003 + 7 × 0.000004
  expect(body.usage.cost).toBe(0.000058);
  const { data } = generationSchema.parse(await get(`/api/v1/generation?id=${body.id}`));
  expect(data).toMatchObject({
    provider_name: "Beta",
    upstream_id: "chatcmpl-wall",
    total_cost: 0.000058,
    provider_responses: [
      { provider_name: "Alpha", endpoint_id: "alpha", status: 500 },
      { provider_name: "Beta", endpoint_id: "beta", status: 200 },
    ],
  });
});

it("endpoints are listed with what has been seen of them", async () => {
  await ask(server, { model: "acme/breaks-cut", ...order });
  const { data } = endpointListSchema.parse(await get("/api/v1/models/acme/breaks-cut/endpoints"));
  expect(data.endpoints).toMatchObject([
    { tag: "alpha", provider_name: "Alpha", uptime_last_5m: 0, quantization: "unknown" },
    {
      tag: "beta",
      uptime_last_5m: 100,
      quantization: "fp8",
      pricing: { prompt: "0.000003", completion: "0.000004" },
    },
  ]);
  expect(data.endpoints[1]!.latency_last_30m!.p50).toBeGreaterThan(0);
  expect((await fetch(`${server.url}/api/v1/models/acme/none/endpoints`)).status).toBe(404);
});

it("providers and prices are listed", async () => {
  const { data } = providerListSchema.parse(await get("/api/v1/providers"));
  expect(data.map(({ slug, name }) => [slug, name])).toEqual([
    ["alpha", "Alpha"],
    ["beta", "Beta"],
  ]);
  const { data: models } = await get("/api/v1/models");
  expect(models[0].pricing).toMatchObject({ prompt: "0.000001", completion: "0.000002" });
});

it("metrics are by endpoint", async () => {
  await ask(server, { model: "acme/metrics", ...order });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toMatch(
    /openrouter_endpoint_requests_total\{model="acme\/metrics",endpoint="alpha",outcome="provider_unavailable"\} [1-9]/,
  );
  expect(text).toMatch(
    /openrouter_endpoint_requests_total\{model="acme\/metrics",endpoint="beta",outcome="answered"\} [1-9]/,
  );
  expect(text).toMatch(
    /openrouter_endpoint_faults_total\{model="acme\/metrics",endpoint="alpha",fault="unavailable"\} 1/,
  );
  expect(text).toMatch(
    /openrouter_endpoint_first_token_seconds_count\{model="acme\/metrics",endpoint="beta"\} 1/,
  );
  expect(text).toMatch(/openrouter_endpoint_tokens_per_second\{model="acme\/metrics",endpoint="beta"\} \d/);
  expect(text).toMatch(/openrouter_endpoint_breaker_state\{model="acme\/metrics",endpoint="beta"\} 0/);
});
