import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import { embed, embedMany } from "ai";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Configuration } from "../src/config/schema.js";
import { EmbeddingEngine } from "../src/engine/embedding/embedding-engine.js";
import { errorResponseSchema } from "../src/formats/chat-completions/schema/response.js";
import { embeddingsSchema } from "../src/formats/embeddings/schema/response.js";
import { embeddingModelListSchema } from "../src/http/openapi/responses.js";
import type { RunningServer } from "../src/options.js";
import { startServer } from "../src/start-server.js";
import { workers } from "./engine/workers.js";
import {
  startTinyEmbedder,
  type TinyEmbedder,
  tinyDimensions,
  tinyEmbedderId,
} from "./support/tiny-embedder.js";

/** Nobody in it embeds. */
const writesOnly: Configuration = {
  providers: [{ slug: "claude", type: "anthropic" }],
  models: [{ id: "acme/claude", endpoints: [{ provider: "claude", model: "claude" }] }],
};

let tiny: TinyEmbedder;
let server: RunningServer;
beforeAll(async () => {
  tiny = await startTinyEmbedder();
  server = await startServer({
    config: writesOnly,
    embeddingModels: [{ id: tinyEmbedderId, engine: tiny.engine }],
  });
});
afterAll(async () => {
  await server.close();
  await tiny.close();
});

const post = (body: Record<string, unknown>, path = "embeddings", to = server) =>
  fetch(`${to.url}/api/v1/${path}`, { method: "POST", body: JSON.stringify(body) });

const vectors = async (body: Record<string, unknown>) => {
  const response = await post(body);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const answer = embeddingsSchema.parse(JSON.parse(text));
  return { ...answer, headers: response.headers, numbers: answer.data.map(({ embedding }) => embedding) };
};

const lengthOf = (vector: unknown) => Math.hypot(...(vector as number[]));

it("costs nothing until the first text", async () => {
  const before = workers().length;
  expect(tiny.fetched).toBe(0);
  const first = await vectors({ input: "abc" });
  expect(first).toMatchObject({ object: "list", model: tinyEmbedderId, provider: "Embedded" });
  expect(tiny.fetched).toBe(1);
  expect(workers().length).toBe(before + 1);
  await vectors({ input: "abc" });
  expect(tiny.fetched).toBe(1);
});

describe("vectors", () => {
  it("have the model's size and the length 1, and come in the order of the texts", async () => {
    const input = ["a", "abc", "x y z", "a"];
    const { data, numbers, usage } = await vectors({ input, model: tinyEmbedderId });
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    for (const vector of numbers) {
      expect(vector).toHaveLength(tinyDimensions);
      expect(lengthOf(vector)).toBeCloseTo(1, 5);
    }
    expect(numbers[3]).toEqual(numbers[0]);
    expect(numbers[1]).not.toEqual(numbers[0]);
    // Each text stands between two marks.
    expect(usage).toMatchObject({ prompt_tokens: 3 + 5 + 5 + 3, total_tokens: 16 });
  });

  it("of a long list are those of its texts", async () => {
    const input = Array.from({ length: 40 }, (_, at) => "abcdefgh".slice(at % 8));
    const { numbers } = await vectors({ input });
    const { numbers: alone } = await vectors({ input: input[3]! });
    expect(numbers).toHaveLength(40);
    expect(numbers[35]).toEqual(alone[0]);
  });

  it("in base64 are the same numbers", async () => {
    const { numbers } = await vectors({ input: "abc" });
    const { numbers: encoded } = await vectors({ input: "abc", encoding_format: "base64" });
    const bytes = Buffer.from(encoded[0] as string, "base64");
    expect([...new Float32Array(Uint8Array.from(bytes).buffer)]).toEqual(numbers[0]);
  });

  it("may be shortened, which is told", async () => {
    const { numbers, headers } = await vectors({ input: "abc", dimensions: 8 });
    expect(numbers[0]).toHaveLength(8);
    expect(lengthOf(numbers[0])).toBeCloseTo(1, 5);
    expect(headers.get("X-OpenRouter-Warnings")).toContain("not trained for fewer dimensions");
  });

  it("of a text that is too long are those of its beginning, which is told", async () => {
    const long = "a ".repeat(50);
    const { usage, headers, numbers } = await vectors({ input: ["b", long] });
    expect(usage.prompt_tokens).toBe(3 + 16);
    expect(headers.get("X-OpenRouter-Warnings")).toBe("cut to 16 tokens: input[1]");
    expect(numbers[1]).toEqual((await vectors({ input: "a ".repeat(14) })).numbers[0]);
    const refused = await post({ input: ["b", long], truncate: false });
    expect(refused.status).toBe(400);
    expect(errorResponseSchema.parse(await refused.json()).error).toMatchObject({
      param: "input[1]",
      type: "context_length_exceeded",
    });
  });
});

it.each<[Record<string, unknown>, string, string]>([
  [{}, "input", "must be a text or an array"],
  [{ input: "" }, "input", "at least 1 characters"],
  [{ input: [] }, "input", "at least 1 entries"],
  [{ input: [1, 2] }, "input", "token ids and other media are not taken"],
  [{ input: [[1, 2]] }, "input", "token ids and other media are not taken"],
  [{ input: Array(2_049).fill("a") }, "input", "at most 2048 entries"],
  [{ input: "a", dimensions: 0 }, "dimensions", "from 1"],
  [{ input: "a", dimensions: 33 }, "dimensions", "at most 32"],
  [{ input: "a", encoding_format: "int8" }, "encoding_format", '"float" or "base64"'],
])("%# is refused with the field's name", async (body, param, words) => {
  const response = await post(body);
  expect(response.status).toBe(400);
  const { error } = errorResponseSchema.parse(await response.json());
  expect(error.param).toBe(param);
  expect(error.message).toContain(words);
});

it("a model that embeds nothing is a 404 that says so, and so is one that is not there", async () => {
  const none = await post({ input: "a", model: "acme/claude" });
  expect(none.status).toBe(404);
  expect(errorResponseSchema.parse(await none.json()).error.message).toBe(
    "No provider of acme/claude embeds texts",
  );
  expect((await post({ input: "a", model: "no/such" })).status).toBe(404);
  const rerank = await post({ model: "acme/claude", query: "a", documents: ["b"] }, "rerank");
  expect(rerank.status).toBe(404);
  expect(errorResponseSchema.parse(await rerank.json()).error.message).toBe(
    "No provider of acme/claude reranks documents",
  );
});

it("the model is listed among those that embed, and not among those that write", async () => {
  const get = async (path: string) => (await fetch(`${server.url}/api/v1/${path}`)).json();
  const { data } = embeddingModelListSchema.parse(await get("embeddings/models"));
  expect(data.map(({ id }) => id)).toEqual([tinyEmbedderId]);
  const models = (await get("models")) as { data: { id: string }[] };
  expect(models.data.map(({ id }) => id)).toEqual(["acme/claude"]);
});

it("the record tells what was used; unknown fields are told", async () => {
  const response = await post({ input: "abc", colour: "red", user: "u" });
  expect(response.headers.get("X-OpenRouter-Warnings")).toContain("colour");
  const id = response.headers.get("X-Generation-Id");
  await response.arrayBuffer();
  const record = await fetch(`${server.url}/api/v1/generation?id=${id}`);
  expect(await record.json()).toMatchObject({
    data: { api_type: "embeddings", tokens_prompt: 5, external_user: "u", provider_name: "Embedded" },
  });
});

it("its process is started anew when it has ended", async () => {
  const before = new Set(workers());
  const own = await startTinyEmbedder();
  const signal = new AbortController().signal;
  const request = { texts: ["abc"], client: "test" };
  const [first] = await own.engine.embed(request, signal);
  const pid = workers().find((one) => !before.has(one))!;
  process.kill(pid, "SIGKILL");
  const [second] = await own.engine.embed(request, signal);
  expect(second!.vector).toEqual(first!.vector);
  expect(own.engine.status).toMatchObject({ state: "ready", restarts: 1, running: 0, waiting: 0 });
  await own.close();
  await expect(own.engine.embed(request, signal)).rejects.toMatchObject({ code: "engine_closed" });
});

it("files that can't be had are an error of the server's, and asked for again", async () => {
  let failing = true;
  const other = await startTinyEmbedder();
  const { files } = other;
  const broken = new EmbeddingEngine({
    files: async () => {
      if (failing) throw new Error("no network");
      return files();
    },
    contextLength: 16,
  });
  const own = await startServer({
    config: writesOnly,
    embeddingModels: [{ id: tinyEmbedderId, engine: broken }],
  });
  const failed = await post({ input: "a" }, "embeddings", own);
  expect(failed.status).toBe(503);
  expect(await failed.text()).not.toContain("no network");
  failing = false;
  expect((await post({ input: "a" }, "embeddings", own)).status).toBe(200);
  await own.close();
  await broken.close();
  await other.close();
});

describe("real clients", () => {
  it("openai embeds, in base64 as it asks for by itself", async () => {
    const client = new OpenAI({ baseURL: `${server.url}/api/v1`, apiKey: "none", maxRetries: 0 });
    const answer = await client.embeddings.create({ model: tinyEmbedderId, input: ["abc", "x"] });
    const { numbers } = await vectors({ input: ["abc", "x"] });
    expect(answer.data.map(({ embedding }) => embedding)).toEqual(numbers);
    expect(answer.usage.prompt_tokens).toBe(8);
  });

  it("ai embeds one and many", async () => {
    const provider = createOpenRouter({ baseURL: `${server.url}/api/v1`, apiKey: "none" });
    const model = provider.textEmbeddingModel(tinyEmbedderId);
    const { numbers } = await vectors({ input: ["abc", "x"] });
    expect((await embed({ model, value: "abc" })).embedding).toEqual(numbers[0]);
    expect((await embedMany({ model, values: ["abc", "x"] })).embeddings).toEqual(numbers);
  });
});
