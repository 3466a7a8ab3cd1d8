import { createAnthropic } from "@ai-sdk/anthropic";
import { generateText, jsonSchema, tool } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AnthropicProvider } from "../../../src/providers/anthropic/provider.js";
import { Connections } from "../../../src/providers/http/connections.js";
import {
  answerOf,
  collected,
  fails,
  failureOf,
  leave,
  type Script,
  ScriptedCloud,
  streams,
  taskOf,
  textOf,
} from "../support.js";
import { message, redacted, text, thinking, toolUse } from "./events.js";

const model = "claude-sonnet-4-5";
const connections = new Connections({});
let cloud: ScriptedCloud;
beforeAll(async () => {
  cloud = await ScriptedCloud.start();
});
afterAll(async () => {
  await connections.close();
  await cloud.close();
});

const provider = (more: Partial<ConstructorParameters<typeof AnthropicProvider>[0]> = {}) =>
  new AnthropicProvider({
    name: "Cloud",
    baseUrl: `${cloud.url}/v1`,
    apiKeys: ["key-1"],
    connections,
    ...more,
  });

const full = message(
  [
    thinking("c2lnbmVk", "Let me ", "see."),
    redacted("c2VjcmV0"),
    text("It is ", "sunny."),
    toolUse("toolu_1", "weather", '{"city":', '"Rome"}'),
    toolUse("toolu_2", "now"),
  ],
  "tool_use",
  { cache_read_input_tokens: 7, cache_creation_input_tokens: 3 },
);

describe("a message", () => {
  it("becomes text, thoughts that can be sent back, calls and counts", async () => {
    cloud.script = streams(full);
    const { choice, usage, accepted } = await answerOf(provider(), taskOf("Hello"), model);
    expect(choice).toMatchObject({
      content: "It is sunny.",
      reasoning: "Let me see.",
      reasoningDetails: [
        {
          type: "reasoning.text",
          text: "Let me see.",
          signature: "c2lnbmVk",
          format: "anthropic-claude-v1",
          index: 0,
        },
        { type: "reasoning.encrypted", data: "c2VjcmV0", format: "anthropic-claude-v1", index: 1 },
      ],
      toolCalls: [
        { id: "toolu_1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } },
        { id: "toolu_2", type: "function", function: { name: "now", arguments: "{}" } },
      ],
      finish: { finishReason: "tool_calls", nativeFinishReason: "tool_use" },
    });
    expect(usage).toEqual({
      promptTokens: 20,
      cachedTokens: 7,
      cacheWriteTokens: 3,
      completionTokens: 25,
      reasoningTokens: 0,
      estimated: undefined,
    });
    expect(accepted).toMatchObject({ model, provider: "Cloud", upstreamId: "msg_1", ignored: [] });
    expect(cloud.last.path).toBe("/v1/messages");
    expect(cloud.last.headers).toMatchObject({ "x-api-key": "key-1", "anthropic-version": "2023-06-01" });
  });

  it("says what the AI SDK reads in it", async () => {
    cloud.script = streams(full);
    const anthropic = createAnthropic({ baseURL: `${cloud.url}/v1`, apiKey: "key-1" });
    const { stream } = await anthropic(model).doStream({
      prompt: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
      tools: ["weather", "now"].map((name) => ({
        type: "function",
        name,
        inputSchema: { type: "object", properties: {} },
      })),
    });
    const parts = await collected(stream);
    const of = <T extends string>(type: T) =>
      parts.filter((part): part is Extract<(typeof parts)[number], { type: T }> => part.type === type);
    const { choice, usage } = await answerOf(provider(), taskOf("Hello"), model);
    expect(choice.content).toBe(
      of("text-delta")
        .map(({ delta }) => delta)
        .join(""),
    );
    expect(choice.reasoning).toBe(
      of("reasoning-delta")
        .map(({ delta }) => delta)
        .join(""),
    );
    expect(
      choice.toolCalls.map((call) => [call.id, call.function.name, JSON.parse(call.function.arguments)]),
    ).toEqual(
      of("tool-call").map((call) => [call.toolCallId, call.toolName, JSON.parse(call.input || "{}")]),
    );
    const [finish] = of("finish");
    expect(finish!.finishReason.raw).toBe(choice.finish!.nativeFinishReason);
    expect(finish!.finishReason.unified).toBe("tool-calls");
    expect(finish!.usage).toMatchObject({
      inputTokens: {
        total: usage.promptTokens,
        cacheRead: usage.cachedTokens,
        cacheWrite: usage.cacheWriteTokens,
      },
      outputTokens: { total: usage.completionTokens },
    });
  });

  it("keeps thoughts to itself when the task says so", async () => {
    cloud.script = streams(full);
    const { choice } = await answerOf(provider(), taskOf("Hello", { reasoning: { exclude: true } }), model);
    expect(choice).toMatchObject({ content: "It is sunny.", reasoning: "", reasoningDetails: [] });
  });

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["refusal", "content_filter"],
  ])("that stops for %s finishes with %s", async (native, reason) => {
    cloud.script = streams(message([text("So")], native));
    const { choice } = await answerOf(provider(), taskOf("Hello"), model);
    expect(choice.finish).toMatchObject({ finishReason: reason, nativeFinishReason: native });
  });
});

describe("a failure", () => {
  const error = (type: string, words = "no") => ({ type: "error", error: { type, message: words } });

  it.each([
    [400, "invalid_request_error", { status: 400, fault: "request" }],
    [401, "authentication_error", { status: 502, fault: "key" }],
    [413, "request_too_large", { status: 413, fault: "request" }],
    [429, "rate_limit_error", { status: 429, fault: "rate_limit" }],
    [500, "api_error", { status: 502, fault: "unavailable" }],
    [529, "overloaded_error", { status: 503, fault: "unavailable" }],
  ])("with status %s is told with its name %s", async (status, type, { fault, status: told }) => {
    cloud.script = fails(status, error(type), { "retry-after": "7" });
    const { events, error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(events).toEqual([]);
    expect(thrown).toMatchObject({
      status: told,
      message: "Cloud: no",
      details: { fault, upstreamStatus: status, retryAfterMs: 7_000, metadata: { provider_code: type } },
    });
  });

  it("that says the prompt is too long is another's chance", async () => {
    cloud.script = fails(400, error("invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"));
    const { error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(thrown).toMatchObject({ type: "context_length_exceeded", details: { fault: "unsupported" } });
  });

  it("of one key is tried with the next", async () => {
    cloud.script = (response, asked) => {
      if (asked.headers["x-api-key"] === "good") return streams(message([text("Hi")]))(response, asked);
      return fails(401, error("authentication_error"))(response, asked);
    };
    const { choice } = await answerOf(provider({ apiKeys: ["bad", "good"] }), taskOf("Hello"), model);
    expect(choice.content).toBe("Hi");
  });

  it.each([
    ["overloaded_error", 529],
    ["rate_limit_error", 429],
    ["api_error", 500],
  ])("within the answer, %s, is thrown after what was said", async (type, upstreamStatus) => {
    cloud.script = streams([...message([text("Hal")]).slice(0, 4), error(type)], "open");
    const { events, error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(textOf(events)).toBe("Hal");
    expect(thrown).toMatchObject({ details: { upstreamStatus, metadata: { provider_code: type } } });
  });

  it.each(["whole", "cut"] as const)(
    "of a stream that ends without message_stop (%s) is a cut",
    async (end) => {
      const events = message([text("Hal")]);
      for (let length = 4; length < events.length; length++) {
        cloud.script = streams(events.slice(0, length), end);
        const failure = await failureOf(provider(), taskOf("Hello"), model);
        expect(textOf(failure.events)).toBe("Hal");
        expect(failure.events.some(({ type }) => type === "finish" || type === "end")).toBe(false);
        expect(failure.error).toMatchObject({ details: { fault: "cut" } });
      }
    },
  );

  it("of a server that falls silent is a stall", async () => {
    cloud.script = streams(message([text("Hal")]).slice(0, 4), "open");
    const hasty = provider({ timeouts: { idleMs: 100 } });
    const { events, error: thrown } = await failureOf(hasty, taskOf("Hello"), model);
    expect(textOf(events)).toBe("Hal");
    expect(thrown).toMatchObject({ status: 504, details: { fault: "stalled" } });
  });

  it("of something that is no event is garbage", async () => {
    cloud.script = (response) =>
      response.writeHead(200, { "content-type": "text/event-stream" }).end("data: <html>\n\n");
    const { error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(thrown).toMatchObject({ details: { fault: "garbage" } });
  });
});

it.each(["asked", "answered", "refused"] as const)(
  "lets go of the server when the client is gone (%s)",
  async (when) => {
    const gone = new Error("gone");
    const script: Script = when === "asked" ? () => {} : streams(message([text("Hal")]).slice(0, 4), "open");
    const providerAt = (baseUrl: string) => provider({ baseUrl, timeouts: { idleMs: 600_000 } });
    const thrown = await leave(script, when, providerAt, model, gone);
    expect(thrown).toBe(gone);
  },
);

it("is understood by the AI SDK's own requests", async () => {
  // What a client of the API sends for the same conversation is what the adapter sends.
  cloud.script = fails(400, {});
  const anthropic = createAnthropic({ baseURL: `${cloud.url}/v1`, apiKey: "key-1" });
  const parameters = { type: "object" as const, properties: { city: { type: "string" as const } } };
  await generateText({
    model: anthropic(model),
    maxRetries: 0,
    maxOutputTokens: 100,
    stopSequences: ["END"],
    tools: { weather: tool({ description: "Tells it", inputSchema: jsonSchema(parameters) }) },
    toolChoice: "required",
    system: "Be brief.",
    messages: [
      { role: "user", content: [{ type: "text", text: "Rome?" }] },
      {
        role: "assistant",
        content: [{ type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Rome" } }],
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: "c1",
            toolName: "weather",
            output: { type: "text", value: "sunny" },
          },
        ],
      },
      { role: "user", content: [{ type: "text", text: "Thanks" }] },
    ],
  }).catch(() => {});
  const theirs = cloud.last.body;
  const task = taskOf(
    [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Rome?" },
      {
        role: "assistant",
        tool_calls: [
          { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } },
        ],
      },
      { role: "tool", tool_call_id: "c1", content: "sunny" },
      { role: "user", content: "Thanks" },
    ],
    {
      max_tokens: 100,
      stop: ["END"],
      tools: [{ type: "function", function: { name: "weather", description: "Tells it", parameters } }],
      tool_choice: "required",
    },
  );
  await failureOf(provider(), task, model);
  const { stream, ...ours } = cloud.last.body;
  expect(stream).toBe(true);
  const [asked, called, results] = ours.messages;
  expect(ours.messages).toHaveLength(3);
  expect(asked).toEqual(theirs.messages[0]);
  expect(called).toEqual(theirs.messages[1]);
  // A result may be a string or blocks of text: both are the API's.
  expect(results.content[0].content).toEqual([{ type: "text", text: theirs.messages[2].content[0].content }]);
  expect(results.content[1]).toEqual(theirs.messages[2].content[1]);
  const { messages: _, ...rest } = ours;
  const { messages: __, ...theirRest } = theirs;
  expect(rest).toMatchObject(theirRest);
});
