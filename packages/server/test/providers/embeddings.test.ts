import { CreateEmbeddingsResponseBody$inboundSchema } from "published-openrouter-sdk/models/operations/createembeddings.js";
import { CreateRerankResponseBody$inboundSchema } from "published-openrouter-sdk/models/operations/creatererank.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRerankRequest, withInputs } from "../../src/formats/rerank/read-request.js";
import type { RunningServer } from "../../src/options.js";
import { unknownIn } from "../responses/support.js";
import { patient, route } from "../router/support.js";
import { eventually } from "../storage/support/eventually.js";
import { fails, type Script, ScriptedCloud } from "./support.js";

let cloud: ScriptedCloud;
let server: RunningServer;
beforeAll(async () => {
  cloud = await ScriptedCloud.start();
  const own = { api_key: "key-1", timeouts: patient };
  const openai = { type: "openai" as const, ...own };
  const pricing = { prompt: "0.000001", completion: "0" };
  server = await route({
    providers: [
      { slug: "first", name: "First", base_url: `${cloud.url}/first/v1`, ...openai },
      { slug: "second", name: "Second", base_url: `${cloud.url}/second/v1`, ...openai, flavour: "openai" },
      { slug: "gemini", name: "Gemini", type: "gemini", base_url: `${cloud.url}/v1beta`, ...own },
    ],
    models: [
      {
        id: "acme/embed",
        endpoints: [
          { provider: "first", model: "embed-1", pricing },
          { provider: "second", model: "embed-2" },
        ],
      },
      { id: "acme/strict", endpoints: [{ provider: "second", model: "embed-2" }] },
      { id: "acme/gemini", endpoints: [{ provider: "gemini", model: "embedding-001" }] },
    ],
  });
});
afterAll(async () => {
  await server.close();
  await cloud.close();
});

const order = { provider: { order: ["first", "second"] } };

const post = async (path: string, asked: Record<string, unknown>) => {
  const response = await fetch(`${server.url}/api/v1/${path}`, {
    method: "POST",
    body: JSON.stringify(asked),
  });
  const warnings = response.headers.get("X-OpenRouter-Warnings");
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  const body = (await response.json()) as any;
  return { status: response.status, warnings, headers: response.headers, body };
};

const json = (body: object): Script => fails(200, body);

it("texts go to /embeddings; the vectors come back in their order, with what they cost", async () => {
  cloud.script = json({
    data: [
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: Buffer.from(Float32Array.of(0.5, 0.25).buffer).toString("base64") },
    ],
    usage: { prompt_tokens: 3, total_tokens: 3 },
  });
  const request = { model: "acme/embed", input: ["a", "b"], dimensions: 2, input_type: "query", ...order };
  const { body, warnings } = await post("embeddings", request);
  expect(unknownIn(CreateEmbeddingsResponseBody$inboundSchema.parse(body))).toEqual([]);
  expect(cloud.last.path).toBe("/first/v1/embeddings");
  expect(cloud.last.headers.authorization).toBe("Bearer key-1");
  expect(cloud.last.body).toEqual({
    model: "embed-1",
    input: ["a", "b"],
    dimensions: 2,
    encoding_format: "float",
    input_type: "query",
  });
  expect(body).toMatchObject({
    model: "acme/embed",
    provider: "First",
    data: [{ embedding: [0.5, 0.25] }, { embedding: [0, 1] }],
    usage: { prompt_tokens: 3, total_tokens: 3, cost: 0.000003 },
  });
  expect(warnings).toBeNull();
});

it("another endpoint is asked when one is broken, and not when the request is wrong", async () => {
  const asked: string[] = [];
  cloud.script = (response, request) => {
    asked.push(request.path);
    const first = request.path.startsWith("/first");
    return (first ? fails(500, {}) : json({ data: [{ embedding: [1] }] }))(response, request);
  };
  const { body } = await post("embeddings", { model: "acme/embed", input: "a", ...order });
  expect(asked).toEqual(["/first/v1/embeddings", "/second/v1/embeddings"]);
  expect(body.provider).toBe("Second");
  cloud.script = fails(400, { error: { message: "dimensions are not supported" } });
  const before = cloud.asked.length;
  const refused = await post("embeddings", { model: "acme/embed", input: "a", dimensions: 3, ...order });
  expect(refused).toMatchObject({ status: 400 });
  expect(refused.body.error.message).toContain("dimensions are not supported");
  expect(cloud.asked.length).toBe(before + 1);
});

it("what a strict server would refuse is not sent, and told", async () => {
  cloud.script = json({ data: [{ embedding: [1] }] });
  const { warnings } = await post("embeddings", {
    model: "acme/strict",
    input: "a",
    truncate: true,
    input_type: "query",
  });
  expect(cloud.last.body).toEqual({ model: "embed-2", input: ["a"], encoding_format: "float" });
  expect(warnings).toContain("input_type");
  expect(warnings).toContain("not supported by this model, ignored: truncate");
});

it.each([
  ["too few vectors", json({ data: [{ embedding: [1] }] })],
  ["no vectors", json({ data: [{ embedding: null }, {}] })],
  ["no JSON", ((response) => response.writeHead(200).end("hello")) as Script],
])("an answer with %s is a failure of the provider", async (_, script) => {
  cloud.script = script;
  const { status, body } = await post("embeddings", { model: "acme/strict", input: ["a", "b"] });
  expect(status).toBe(502);
  expect(body.error.metadata.provider_name).toBe("Second");
});

it("Gemini is asked in its own words", async () => {
  cloud.script = json({ embeddings: [{ values: [1, 0] }, { values: [0, 1] }] });
  const { body } = await post("embeddings", {
    model: "acme/gemini",
    input: ["a", "b"],
    dimensions: 2,
    taskType: "RETRIEVAL_QUERY",
  });
  expect(cloud.last.path).toBe("/v1beta/models/embedding-001:batchEmbedContents");
  const text = (said: string) => ({
    model: "models/embedding-001",
    content: { parts: [{ text: said }] },
    taskType: "RETRIEVAL_QUERY",
    outputDimensionality: 2,
  });
  expect(cloud.last.body).toEqual({ requests: [text("a"), text("b")] });
  expect(body.data.map(({ embedding }: { embedding: number[] }) => embedding)).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

it("documents are reranked by a provider that does", async () => {
  const results = [{ index: 1, relevance_score: 0.9, document: { text: "b" } }];
  const usage = { total_tokens: 7, search_units: 1 };
  cloud.script = json({ id: "r1", model: "embed-1", results, usage });
  const request = { query: "capital", documents: ["a", { text: "b" }], top_n: 1 };
  const { body, headers } = await post("rerank", {
    model: "acme/embed",
    ...request,
    ...order,
    user: "u",
  });
  expect(cloud.last).toMatchObject({ path: "/first/v1/rerank", body: { model: "embed-1", ...request } });
  expect(cloud.last.body).not.toHaveProperty("provider");
  const told = { ...usage, cost: 0.000007 };
  expect(unknownIn(CreateRerankResponseBody$inboundSchema.parse(body))).toEqual([]);
  expect(body).toEqual({ id: "r1", model: "acme/embed", provider: "First", results, usage: told });
  const id = headers.get("X-Generation-Id");
  const record = await (await fetch(`${server.url}/api/v1/generation?id=${id}`)).json();
  expect(record).toMatchObject({
    data: {
      api_type: "rerank",
      model: "acme/embed",
      provider_name: "First",
      tokens_prompt: 7,
      total_cost: 0.000007,
      external_user: "u",
    },
  });
  const long = await post("rerank", { model: "acme/embed", query: "a", documents: Array(1_001).fill("a") });
  expect(long).toMatchObject({ status: 400, body: { error: { param: "documents" } } });
});

it("documents are held to the guardrails of a key, whatever their fields", async () => {
  const task = readRerankRequest({ query: "a", documents: ["b", { text: "c", tags: ["d", 1], more: null }] });
  expect(task.inputs).toEqual(["a", "b", "c", "d"]);
  const { body, inputs } = withInputs(
    task,
    task.inputs.map((text) => text.toUpperCase()),
  );
  expect(inputs).toEqual(["A", "B", "C", "D"]);
  expect(body).toEqual({ query: "A", documents: ["B", { text: "C", tags: ["D", 1], more: null }] });
});

const manager = "management-key-of-the-tests";

it("embeddings and reranking are held to the limits, budgets and guardrails of a key", async () => {
  const own = { type: "openai" as const, api_key: "key-1", timeouts: patient };
  const pricing = { prompt: "0.01" };
  const limited = await route(
    {
      providers: [{ slug: "first", name: "First", base_url: `${cloud.url}/first/v1`, ...own }],
      models: [{ id: "acme/embed", endpoints: [{ provider: "first", model: "embed-1", pricing }] }],
    },
    { accounts: { managementKeys: [manager] } },
  );
  const call = async (path: string, key: string, body: object) => {
    const headers = { Authorization: `Bearer ${key}` };
    const url = `${limited.url}/api/v1/${path}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
    return { status: response.status, body: (await response.json()) as any };
  };
  try {
    const make = async (fields: object) =>
      (await call("keys", manager, { name: "k", ...fields })).body.key as string;
    const questions = {
      embeddings: { model: "acme/embed", input: "a" },
      rerank: { model: "acme/embed", query: "a", documents: ["b"] },
    };
    const usage = { prompt_tokens: 1_000, total_tokens: 1_000 };
    cloud.script = json({ data: [{ index: 0, embedding: [1] }], results: [], usage });
    for (const [path, body] of Object.entries(questions)) {
      const once = await make({ limits: { requests_per_day: 1 } });
      expect((await call(path, once, body)).status).toBe(200);
      expect((await call(path, once, body)).status, path).toBe(429);
      const guarded = (await call("keys", manager, { name: "k" })).body;
      const blocking = { name: "g", content_filters: [{ pattern: "secret", action: "block" }] };
      const guardrail = (await call("guardrails", manager, blocking)).body.data.id;
      const assigned = { key_hashes: [guarded.data.hash] };
      await call(`guardrails/${guardrail}/assignments/keys`, manager, assigned);
      const secret = { ...body, input: "a secret", query: "a secret" };
      await eventually(async () => (await call(path, guarded.key, secret)).status).toBe(403);
      expect((await call(path, guarded.key, body)).status).toBe(200);
      const poor = await make({ limit: 5 });
      expect((await call(path, poor, body)).status).toBe(200);
      // What it cost counts once it is written down.
      await eventually(async () => (await call(path, poor, body)).status).toBe(402);
    }
  } finally {
    await limited.close();
  }
});
