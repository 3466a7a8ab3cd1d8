import Anthropic, {
  type APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
} from "@anthropic-ai/sdk";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../support/chat.js";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";

let server: TestServer;
let client: Anthropic;
beforeAll(async () => {
  server = await startTinyServer();
  client = new Anthropic({ apiKey: "sk-none", baseURL: `${server.url}/api`, maxRetries: 0 });
});
afterAll(() => server.close());

const hello = [{ role: "user" as const, content: "Hello" }];
const greedy = { model: tinyId, max_tokens: 20, temperature: 0, messages: hello };
const weather = {
  name: "weather",
  description: "Tells the weather",
  input_schema: {
    type: "object" as const,
    properties: { city: { enum: ["Rome", "Oslo"] } },
    required: ["city"],
    additionalProperties: false,
  },
};
const ajv = new Ajv2020({ strict: false });

describe("Anthropic's client", () => {
  it("gets the text that chat completions gives, and its counts", async () => {
    const message = await client.messages.create(greedy);
    const { body } = await ask(server, { ...greedy, messages: hello });
    expect(message).toMatchObject({
      type: "message",
      role: "assistant",
      model: tinyId,
      content: [{ type: "text", text: body.choices[0].message.content }],
      stop_reason: "max_tokens",
      usage: { output_tokens: body.usage.completion_tokens },
    });
    const { input_tokens, cache_read_input_tokens } = message.usage;
    expect(input_tokens + cache_read_input_tokens!).toBe(body.usage.prompt_tokens);
  });

  it.each([
    ["messages", {}],
    ["instructions", { system: [{ type: "text" as const, text: "Be brief." }] }],
    ["tools", { tools: [weather] }],
  ])("counts the tokens that an answer would be asked with: %s", async (_, more) => {
    const { input_tokens: counted } = await client.messages.countTokens({
      model: tinyId,
      messages: hello,
      ...more,
    });
    const { usage } = await client.messages.create({ ...greedy, max_tokens: 1, ...more });
    expect(counted).toBe(usage.input_tokens + usage.cache_read_input_tokens!);
  });

  it("streams what it gets whole", async () => {
    const whole = await client.messages.create(greedy);
    const types: string[] = [];
    const stream = client.messages.stream(greedy).on("streamEvent", ({ type }) => types.push(type));
    const streamed = await stream.finalMessage();
    expect(streamed.content).toMatchObject([
      { type: "text", text: (whole.content[0] as { text: string }).text },
    ]);
    expect(streamed.stop_reason).toBe("max_tokens");
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
    expect(types[0]).toBe("message_start");
    expect(types[1]).toBe("content_block_start");
    expect(types.slice(-3)).toEqual(["content_block_stop", "message_delta", "message_stop"]);
  });

  it("hears of stop sequences", async () => {
    const text = ((await client.messages.create(greedy)).content[0] as { text: string }).text;
    const stop = text.slice(3, 6);
    const request = { ...greedy, stop_sequences: ["never said", stop] };
    const message = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    for (const { stop_reason, stop_sequence } of [message, streamed]) {
      expect({ stop_reason, stop_sequence }).toEqual({ stop_reason: "stop_sequence", stop_sequence: stop });
    }
    expect((await client.messages.create(greedy)).stop_sequence).toBeNull();
    expect(message.content).toMatchObject([{ text: text.slice(0, text.indexOf(stop)) }]);
  });

  it.each([false, true])("gets calls of tools whose input validates (stream: %s)", async (stream) => {
    const request = { ...greedy, max_tokens: 500, tools: [weather], tool_choice: { type: "any" as const } };
    const message = stream
      ? await client.messages.stream(request).finalMessage()
      : await client.messages.create(request);
    expect(message.stop_reason).toBe("tool_use");
    expect(message.content.map(({ type }) => type)).toEqual(["tool_use"]);
    for (const block of message.content) {
      if (block.type !== "tool_use") throw new Error("only calls were asked for");
      expect(block.id).toMatch(/^call_/);
      expect(block.name).toBe("weather");
      expect(ajv.validate(weather.input_schema, block.input), JSON.stringify(block.input)).toBe(true);
    }
  });

  it("sends results of tools, system instructions and blocks as chat completions would", async () => {
    const call = { type: "tool_use" as const, id: "c1", name: "weather", input: { city: "Rome" } };
    const { input_tokens } = await client.messages.countTokens({
      model: tinyId,
      system: [{ type: "text", text: "Be brief." }],
      messages: [
        { role: "user", content: [{ type: "text", text: "Hello" }] },
        { role: "assistant", content: [{ type: "text", text: "So" }, call] },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "c1", content: [{ type: "text", text: "sunny" }] },
            { type: "text", text: "Thanks" },
          ],
        },
      ],
    });
    expect(input_tokens).toBe(
      await server.engine.countTokens([
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
        {
          role: "assistant",
          content: 'So\n<tool_call>{"name":"weather","arguments":{"city":"Rome"}}</tool_call>',
        },
        { role: "tool", content: '<tool_response>{"name":"weather","content":"sunny"}</tool_response>' },
        { role: "user", content: "Thanks" },
      ]),
    );
  });

  it("gets its own errors", async () => {
    const tooHot = { ...greedy, temperature: 2 };
    await expect(client.messages.create(tooHot)).rejects.toBeInstanceOf(BadRequestError);
    await expect(client.messages.create({ ...greedy, model: "nobody/nothing" })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    const image = {
      type: "image" as const,
      source: { type: "url" as const, url: "https://example.com/a.png" },
    };
    const refused = client.messages.create({ ...greedy, messages: [{ role: "user", content: [image] }] });
    await expect(refused).rejects.toThrow(/does not take images/);
    const document = {
      type: "document" as const,
      source: { type: "text" as const, media_type: "text/plain" as const, data: "Rome" },
    };
    await expect(
      client.messages.create({ ...greedy, messages: [{ role: "user", content: [document] }] }),
    ).rejects.toThrow(/messages\[0\]\.content\[0\].*does not take files/);
    const cited = { ...document, citations: { enabled: true } };
    await expect(
      client.messages.create({ ...greedy, messages: [{ role: "user", content: [cited] }] }),
    ).rejects.toThrow(/citations\.enabled must be false/);
    const error = await client.messages
      .create({ ...greedy, max_tokens: 0 })
      .catch((thrown: unknown) => thrown);
    expect((error as APIError).error).toMatchObject({
      type: "error",
      error: { type: "invalid_request_error", error_type: "invalid_request" },
    });
    expect((error as APIError).message).toContain(
      "max_tokens must be a whole number from 1 to 2147483647, got 0",
    );
  });

  it("sends its key in x-api-key", async () => {
    const { startServer } = await import("../../src/start-server.js");
    const locked = await startServer({
      models: [{ id: tinyId, engine: server.engine }],
      apiKeys: ["sk-right"],
    });
    const clientWith = (apiKey: string) =>
      new Anthropic({ apiKey, baseURL: `${locked.url}/api`, maxRetries: 0 });
    expect((await clientWith("sk-right").messages.create(greedy)).type).toBe("message");
    await expect(clientWith("sk-wrong").messages.create(greedy)).rejects.toBeInstanceOf(AuthenticationError);
    await locked.close();
  });

  it("leaves: its answer is stopped", async () => {
    const stream = client.messages.stream({ ...greedy, max_tokens: 1_500, temperature: 1 });
    for await (const event of stream) if (event.type === "content_block_delta") break;
    stream.abort();
    while (server.engine.load.running > 0) await new Promise(setImmediate);
  });
});
