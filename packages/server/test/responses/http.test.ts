import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask as askChat } from "../support/chat.js";
import { serve, startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { ask, askStreamed, post } from "./support.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const greedy = { model: tinyId, temperature: 0, max_output_tokens: 12 };
const schema = {
  type: "object",
  properties: { city: { enum: ["Rome", "Oslo"] } },
  required: ["city"],
  additionalProperties: false,
};
const tools = [{ type: "function", name: "weather", parameters: schema, strict: true }];
const isCity = (json: string) => ["Rome", "Oslo"].includes(JSON.parse(json).city);
// biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
const textOf = ({ output }: any): string => output.at(-1).content[0].text;

describe("POST /responses", () => {
  it("gives the text and the usage that chat completions give", async () => {
    const { body, headers } = await ask(server, greedy);
    const chat = await askChat(server, { model: tinyId, temperature: 0, max_tokens: 12 });
    const { message, finish_reason: reason } = chat.body.choices[0];
    expect(textOf(body)).toBe(message.content);
    expect(body.status).toBe(reason === "length" ? "incomplete" : "completed");
    expect(body.usage).toMatchObject({
      input_tokens: chat.body.usage.prompt_tokens,
      output_tokens: chat.body.usage.completion_tokens,
      total_tokens: chat.body.usage.total_tokens,
    });
    expect(body.id).toBe(`resp_${headers.get("X-Generation-Id")}`);
  });

  it("streams what it gives whole", async () => {
    const { body } = await ask(server, greedy);
    const { events, response } = await askStreamed(server, greedy);
    const deltas = events.filter(({ type }) => type === "response.output_text.delta");
    expect(deltas.map(({ delta }) => delta).join("")).toBe(textOf(body));
    expect(textOf(response)).toBe(textOf(body));
    expect(response).toMatchObject({
      status: body.status,
      usage: { output_tokens: body.usage.output_tokens },
    });
  });

  it.each([false, true])("holds arguments and texts to their schemas (stream: %s)", async (stream) => {
    const answer = async (body: object) =>
      stream ? (await askStreamed(server, { ...body })).response : (await ask(server, { ...body })).body;
    const limits = { ...greedy, max_output_tokens: 500 };
    const called = await answer({ ...limits, tools, tool_choice: "required", parallel_tool_calls: false });
    expect(called.output).toMatchObject([{ type: "function_call", name: "weather", status: "completed" }]);
    expect(isCity(called.output[0].arguments)).toBe(true);
    const format = { type: "json_schema", name: "city", schema, strict: true };
    expect(isCity(textOf(await answer({ ...limits, text: { format } })))).toBe(true);
  });

  it("counts items as chat completions count messages", async () => {
    const call = { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } };
    const chat = await askChat(server, {
      max_tokens: 1,
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
        { role: "assistant", content: "So", tool_calls: [call] },
        { role: "tool", tool_call_id: "c1", content: "sunny" },
      ],
    });
    const { body } = await ask(server, {
      max_output_tokens: 1,
      instructions: "Be brief.",
      input: [
        { role: "user", content: [{ type: "input_text", text: "Hello" }] },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: "So" }] },
        { type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Rome"}' },
        { type: "function_call_output", call_id: "c1", output: "sunny" },
      ],
    });
    expect(body.usage.input_tokens).toBe(chat.body.usage.prompt_tokens);
  });

  it("tells log-probabilities", async () => {
    const include = ["message.output_text.logprobs"];
    const { body } = await ask(server, { ...greedy, include, top_logprobs: 2 });
    const [part] = body.output[0].content;
    expect(part.logprobs.map(({ token }: { token: string }) => token).join("")).toBe(part.text);
    expect(part.logprobs[0].top_logprobs).toHaveLength(2);
  });

  it("is recorded like the others", async () => {
    const { headers } = await ask(server, { ...greedy, user: "u", session_id: "s", metadata: { a: "b" } });
    const id = headers.get("X-Generation-Id");
    const record = await (await fetch(`${server.url}/api/v1/generation?id=${id}`)).json();
    expect(record).toMatchObject({
      data: {
        api_type: "responses",
        external_user: "u",
        session_id: "s",
        metadata: { a: "b" },
        streamed: false,
      },
    });
  });

  it("tells what it does not know in a header", async () => {
    const input = [{ role: "user", content: "Hello", mood: 1 }];
    const { headers } = await ask(server, { ...greedy, input, colour: "red" });
    expect(headers.get("X-OpenRouter-Warnings")).toMatch(/unknown fields ignored: colour, input\[0\].mood/);
  });

  it("tells errors in OpenAI's form, with OpenRouter's names", async () => {
    const { status, body } = await ask(server, { temperature: 3 });
    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        code: 400,
        type: "invalid_request_error",
        message: "temperature must be a number from 0 to 2, got 3",
        param: "temperature",
        metadata: { error_type: "invalid_request" },
      },
    });
    expect((await ask(server, { model: "no/such" })).body.error).toMatchObject({
      type: "not_found_error",
      param: "model",
    });
    const streamed = await post(server, { input: "Hello", stream: true, model: "no/such" });
    expect(streamed.status).toBe(404);
    expect(await (await post(server, "Hello")).json()).toMatchObject({
      error: { type: "invalid_request_error" },
    });
  });

  it("names fields as this language does", async () => {
    const format = { type: "json_schema", name: "n", schema: { type: "nonsense" } };
    const { error } = (await ask(server, { text: { format } })).body;
    expect(error).toMatchObject({ code: 400, param: "text.format.schema" });
    expect(error.message).toContain("text.format.schema");
    expect(error.message).not.toContain("response_format");
    const image = { type: "input_image", image_url: "https://example.com/a.png" };
    const refused = (await ask(server, { input: [{ role: "user", content: [image] }] })).body.error;
    expect(refused).toMatchObject({ code: 400, param: "input" });
    expect(refused.message).not.toContain("messages");
  });

  it("wants a key where there are keys", async () => {
    const locked = await serve(server.engine, { apiKeys: ["sk-right"] });
    const withKey = (key: string) => ({ headers: { Authorization: `Bearer ${key}` } });
    expect((await ask(locked, greedy, withKey("sk-right"))).status).toBe(200);
    expect(await ask(locked, greedy, withKey("sk-wrong"))).toMatchObject({
      status: 401,
      body: { error: { type: "authentication_error" } },
    });
    const path = `${locked.url}/api/v1/responses/resp_1`;
    expect((await fetch(path)).status).toBe(401);
    await locked.close();
  });

  it("shortens a conversation that is too long where truncation says so", async () => {
    const call = { type: "function_call", call_id: "c1", name: "weather", arguments: "{}" };
    const input = [
      { role: "user", content: "The first question" },
      ...Array.from({ length: 60 }, () => ({ role: "user", content: "some words ".repeat(10) })),
      call,
      { type: "function_call_output", call_id: "c1", output: "sunny" },
    ];
    const body = { ...greedy, input };
    const refused = await ask(server, { ...body, truncation: "disabled" });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { metadata: { error_type: "context_length_exceeded" } } },
    });
    expect((await ask(server, body)).status).toBe(400);
    const { status, headers, body: whole } = await ask(server, { ...body, truncation: "auto" });
    expect(status).toBe(200);
    expect(whole.truncation).toBe("auto");
    expect(headers.get("X-OpenRouter-Warnings")).toMatch(/context of 2048 tokens: \d+ messages left out/);
    expect((await askStreamed(server, { ...body, truncation: "auto" })).response.truncation).toBe("auto");
  });

  it("stops for a client that leaves", async () => {
    const controller = new AbortController();
    const response = await post(
      server,
      { input: "Hello", stream: true, max_output_tokens: 1_900 },
      { signal: controller.signal },
    );
    const reader = response.body!.getReader();
    while (!new TextDecoder().decode((await reader.read()).value).includes("output_text.delta"));
    controller.abort();
    while (server.engine.load.running > 0) await new Promise(setImmediate);
  });
});

describe("kept responses", () => {
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${server.url}/api/v1/responses/${path}`, init);
    // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
    return { status: response.status, body: (await response.json()) as any };
  };

  it("are only those asked for", async () => {
    const { body } = await ask(server, greedy);
    expect(body.store).toBe(false);
    expect(await get(body.id)).toMatchObject({ status: 404, body: { error: { param: "id" } } });
  });

  it.each([false, true])(
    "are given again, and conversations go on from them (stream: %s)",
    async (stream) => {
      const asked = { ...greedy, store: true, instructions: "Be brief." };
      const first = stream ? (await askStreamed(server, asked)).response : (await ask(server, asked)).body;
      expect((await get(first.id)).body).toEqual(first);
      const going = { ...greedy, previous_response_id: first.id, input: "More" };
      const second = (await ask(server, { ...going, store: true })).body;
      expect(second.previous_response_id).toBe(first.id);
      const written = {
        ...greedy,
        input: [{ role: "user", content: "Hello" }, ...first.output, { role: "user", content: "More" }],
      };
      expect((await ask(server, written)).body.usage.input_tokens).toBe(second.usage.input_tokens);
      const items = (await get(`${second.id}/input_items?order=asc`)).body;
      expect(items.data).toMatchObject([
        { role: "user", content: [{ type: "input_text", text: "Hello" }] },
        { id: first.output[0].id, role: "assistant" },
        { role: "user", content: [{ type: "input_text", text: "More" }] },
      ]);
      expect(items).toMatchObject({ object: "list", has_more: false, last_id: items.data[2].id });
      const page = (await get(`${second.id}/input_items?limit=1&after=${items.data[2].id}`)).body;
      expect(page).toMatchObject({ data: [{ id: first.output[0].id }], has_more: true });
    },
  );

  it("have items that can be referred to", async () => {
    const first = (await ask(server, { ...greedy, store: true })).body;
    const input = (item: object) => ({ ...greedy, input: [{ role: "user", content: "Hello" }, item] });
    const referred = await ask(server, input({ type: "item_reference", id: first.output[0].id }));
    const written = await ask(server, input(first.output[0]));
    expect(referred.body.usage.input_tokens).toBe(written.body.usage.input_tokens);
  });

  it("are deleted, and not cancelled", async () => {
    const { body } = await ask(server, { ...greedy, store: true });
    const cancelled = await get(`${body.id}/cancel`, { method: "POST" });
    expect(cancelled).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining("background") } },
    });
    expect(await get(body.id, { method: "DELETE" })).toMatchObject({
      status: 200,
      body: { id: body.id, object: "response", deleted: true },
    });
    expect((await get(body.id)).status).toBe(404);
    expect((await get(body.id, { method: "PUT" })).status).toBe(405);
  });

  it.each(["limit=0", "limit=x", "order=up", "after=nothing"])(
    "refuse pages of %s by name",
    async (query) => {
      const { body } = await ask(server, { ...greedy, store: true });
      const [name] = query.split("=");
      expect(await get(`${body.id}/input_items?${query}`)).toMatchObject({
        status: 400,
        body: { error: { param: name } },
      });
    },
  );

  it("are of the key that asked for them", async () => {
    const shared = await serve(server.engine, { apiKeys: ["sk-a", "sk-b"] });
    const withKey = (key: string) => ({ headers: { Authorization: `Bearer ${key}` } });
    const { body } = await ask(shared, { ...greedy, store: true }, withKey("sk-a"));
    const path = `${shared.url}/api/v1/responses/${body.id}`;
    expect((await fetch(path, withKey("sk-a"))).status).toBe(200);
    expect((await fetch(path, withKey("sk-b"))).status).toBe(404);
    expect((await ask(shared, { ...greedy, previous_response_id: body.id }, withKey("sk-b"))).status).toBe(
      404,
    );
    await shared.close();
  });

  it("are there after a restart, and at others with the same database", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "openrouter-kept-"));
    const start = () => serve(server.engine, { dataDir, apiKeys: ["sk-a"] });
    const key = { headers: { Authorization: "Bearer sk-a" } };
    const read = async ({ url }: { url: string }, path: string) =>
      (await fetch(`${url}/api/v1/responses/${path}`, key)).json();
    const [one, beside] = [await start(), await start()];
    const { body } = await ask(one, { ...greedy, store: true }, key);
    const { response } = await askStreamed(one, { ...greedy, store: true }, key);
    expect(await read(beside, body.id)).toEqual(body);
    expect(await read(beside, response.id)).toEqual(response);
    await one.close();
    await beside.close();
    const later = await start();
    expect(await read(later, body.id)).toEqual(body);
    const next = { ...greedy, previous_response_id: body.id, input: "More" };
    expect((await ask(later, next, key)).body.usage.input_tokens).toBeGreaterThan(body.usage.input_tokens);
    const reference = { type: "item_reference", id: body.output[0].id };
    expect((await ask(later, { ...greedy, input: [reference] }, key)).status).toBe(200);
    await later.close();
    await rm(dataDir, { recursive: true });
  });
});
