import { OpenRouter } from "@openrouter/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, askStreamed } from "./support/chat.js";
import { startTinyServer, type TestServer } from "./support/server.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const format = (schema: object, strict = false) => ({
  response_format: { type: "json_schema", json_schema: { name: "value", strict, schema } },
});
/** A grammar has no back-references: the length is enforced, the pattern shows at the end. */
const always = { enum: ["aa"], pattern: "^(.)\\1$" };
const never = { enum: ["ab"], pattern: "^(.)\\1$" };
const tool = (name: string, value: object) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { value }, required: ["value"] } },
});
const tools = (value: object) => ({ tools: [tool("f", value)], tool_choice: "required" });
const told = {
  finish_reason: "error",
  native_finish_reason: "schema_mismatch",
  error: {
    code: 502,
    message: expect.stringMatching(/the content: the value must match pattern/),
    metadata: { error_type: "provider_unavailable", reason: "schema_mismatch" },
  },
};

describe("a finished answer whose schema can't be enforced while it is written", () => {
  it("is validated, and told of at the start", async () => {
    const { body, headers } = await ask(server, format(always));
    expect(body.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: '"aa"' } });
    expect(body.choices[0]).not.toHaveProperty("error");
    expect(headers.get("X-OpenRouter-Warnings")).toMatch(/pattern: not enforced while the answer is written/);
  });

  it("ends with an error where it breaks the schema, and keeps what was written", async () => {
    const { status, body } = await ask(server, format(never));
    expect(status).toBe(200);
    expect(body.choices[0]).toMatchObject({ ...told, message: { content: '"ab"' } });
    const record = await fetch(`${server.url}/api/v1/generation?id=${body.id}`);
    expect(await record.json()).toMatchObject({
      data: { finish_reason: "error", native_finish_reason: "schema_mismatch" },
    });
  });

  it("ends so in a stream too, which goes on to its usage and end", async () => {
    const { chunks, text, done } = await askStreamed(server, format(never));
    expect(text).toBe('"ab"');
    expect(chunks.flatMap(({ choices }) => choices).at(-1)).toMatchObject(told);
    expect(chunks.at(-1).usage.completion_tokens).toBeGreaterThan(0);
    expect(done).toBe(true);
    const good = await askStreamed(server, format(always));
    expect(good.chunks.flatMap(({ choices }) => choices).at(-1).finish_reason).toBe("stop");
  });

  it("is judged by itself where there are several", async () => {
    const either = { enum: ["aa", "ab"], pattern: "^(.)\\1$" };
    const { body } = await ask(server, { ...format(either), n: 8, seed: 1 });
    const finishes = body.choices.map((choice: { message: { content: string }; finish_reason: string }) => [
      choice.message.content,
      choice.finish_reason,
    ]);
    expect(new Set(finishes.map(String))).toEqual(new Set(['"aa",stop', '"ab",error']));
  });

  it("is not judged when it was cut", async () => {
    const { body } = await ask(server, { ...format(never), max_tokens: 1 });
    expect(body.choices[0].finish_reason).toBe("length");
    const stopped = await ask(server, { ...format(never), stop: ["b"] });
    expect(stopped.body.choices[0]).toMatchObject({
      finish_reason: "stop",
      native_finish_reason: "stop_sequence",
    });
  });

  it("is refused with strict", async () => {
    const { status, body } = await ask(server, format(always, true));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ metadata: { keyword: "pattern" } });
  });
});

describe("the arguments of calls", () => {
  it("are validated by the parameters of their function", async () => {
    const good = (await ask(server, tools(always))).body.choices[0];
    expect(good.finish_reason).toBe("tool_calls");
    const bad = (await ask(server, tools(never))).body.choices[0];
    expect(bad).toMatchObject({ finish_reason: "error", native_finish_reason: "schema_mismatch" });
    expect(bad.error.message).toMatch(/the arguments of f: \/value must match pattern/);
    expect(JSON.parse(bad.message.tool_calls[0].function.arguments)).toEqual({ value: "ab" });
    const { chunks } = await askStreamed(server, tools(never));
    expect(chunks.flatMap(({ choices }) => choices).at(-1)).toMatchObject({ finish_reason: "error" });
  });

  it("are left alone where the grammar says all of their schema", async () => {
    const both = { tools: [tool("f", never), tool("g", { type: "null" })] };
    const named = { tool_choice: { type: "function", function: { name: "g" } } };
    expect((await ask(server, { ...both, ...named })).body.choices[0].finish_reason).toBe("tool_calls");
  });

  it("end a message of Anthropic's API by a refusal", async () => {
    const response = await fetch(`${server.url}/api/v1/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        model: "test/tiny-random",
        max_tokens: 200,
        messages: [{ role: "user", content: "Hello" }],
        tools: [{ name: "f", input_schema: tool("f", never).function.parameters }],
        tool_choice: { type: "any" },
      }),
    });
    expect(await response.json()).toMatchObject({ stop_reason: "refusal" });
  });
});

describe("clients", () => {
  const messages = [{ role: "user" as const, content: "Hello" }];

  it("of OpenAI's API read the finish and the text", async () => {
    const openai = new OpenAI({ baseURL: `${server.url}/api/v1`, apiKey: "none", maxRetries: 0 });
    const asked = { model: "test/tiny-random", messages, ...format(never) };
    const whole = await openai.chat.completions.create(
      asked as OpenAI.ChatCompletionCreateParamsNonStreaming,
    );
    expect(whole.choices[0]).toMatchObject({ finish_reason: "error", message: { content: '"ab"' } });
    const stream = openai.chat.completions.stream(asked as OpenAI.ChatCompletionCreateParamsStreaming);
    expect((await stream.finalChatCompletion()).choices[0]?.finish_reason).toBe("error");
  });

  it("of ours reject with the reason and what was written", async () => {
    const client = new OpenRouter({ serverURL: `${server.url}/api/v1` });
    const responseFormat = {
      type: "json_schema" as const,
      jsonSchema: { name: "value", schema: never },
    };
    await expect(client.chat.send({ messages, responseFormat })).rejects.toMatchObject({
      message: expect.stringMatching(/does not satisfy its schema/),
      received: { choices: [{ message: { content: '"ab"' } }] },
    });
  });
});
