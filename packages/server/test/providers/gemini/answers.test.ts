import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GeminiProvider } from "../../../src/providers/gemini/provider.js";
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

const model = "gemini-2.5-flash";
const connections = new Connections({});
let cloud: ScriptedCloud;
beforeAll(async () => {
  cloud = await ScriptedCloud.start();
});
afterAll(async () => {
  await connections.close();
  await cloud.close();
});

const provider = (more: Partial<ConstructorParameters<typeof GeminiProvider>[0]> = {}) =>
  new GeminiProvider({
    name: "Cloud",
    baseUrl: `${cloud.url}/v1beta`,
    apiKeys: ["key-1"],
    connections,
    ...more,
  });

const said = (parts: object[], more: object = {}, index = 0) => ({
  candidates: [{ index, content: { role: "model", parts }, ...more }],
  responseId: "r1",
});
const usageMetadata = {
  promptTokenCount: 20,
  cachedContentTokenCount: 8,
  candidatesTokenCount: 12,
  thoughtsTokenCount: 5,
  totalTokenCount: 37,
};
const full = [
  said([{ text: "Let me ", thought: true }]),
  said([{ text: "see.", thought: true }]),
  said([{ text: "It is " }]),
  said([{ text: "sunny.", thoughtSignature: "c2lnLXRleHQ=" }]),
  said([
    { functionCall: { id: "f1", name: "weather", args: { city: "Rome" } }, thoughtSignature: "c2lnLWNhbGw=" },
    { functionCall: { id: "f2", name: "now", args: {} } },
  ]),
  { ...said([{ text: "" }], { finishReason: "STOP" }), usageMetadata },
];

describe("an answer", () => {
  it("becomes text, thoughts, signatures that can be sent back, calls and counts", async () => {
    cloud.script = streams(full);
    const { choice, usage, accepted } = await answerOf(provider(), taskOf("Hello"), model);
    const format = "google-gemini-v1";
    expect(choice).toMatchObject({
      content: "It is sunny.",
      reasoning: "Let me see.",
      reasoningDetails: [
        { type: "reasoning.text", text: "Let me see.", format },
        { type: "reasoning.encrypted", data: "c2lnLXRleHQ=", format },
        { type: "reasoning.encrypted", data: "c2lnLWNhbGw=", id: "f1", format },
      ],
      toolCalls: [
        { id: "f1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } },
        { id: "f2", type: "function", function: { name: "now", arguments: "{}" } },
      ],
      finish: { finishReason: "tool_calls", nativeFinishReason: "STOP" },
    });
    expect(usage).toMatchObject({
      promptTokens: 20,
      cachedTokens: 8,
      completionTokens: 17,
      reasoningTokens: 5,
    });
    expect(usage.estimated).toBeUndefined();
    expect(accepted).toMatchObject({ model, provider: "Cloud", upstreamId: "r1" });
    expect(cloud.last.path).toBe(`/v1beta/models/${model}:streamGenerateContent?alt=sse`);
    expect(cloud.last.headers["x-goog-api-key"]).toBe("key-1");
  });

  it("says what the AI SDK reads in it", async () => {
    cloud.script = streams(full);
    const google = createGoogleGenerativeAI({ baseURL: `${cloud.url}/v1beta`, apiKey: "key-1" });
    const { stream } = await google(model).doStream({
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
    const theirs = cloud.last;
    const { choice, usage } = await answerOf(provider(), taskOf("Hello"), model);
    expect(cloud.last.path).toBe(theirs.path);
    expect(cloud.last.body.contents).toEqual(theirs.body.contents);
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
    expect(choice.toolCalls.map((call) => [call.function.name, JSON.parse(call.function.arguments)])).toEqual(
      of("tool-call").map((call) => [call.toolName, JSON.parse(call.input)]),
    );
    const [finish] = of("finish");
    expect(finish!.finishReason).toEqual({ unified: "tool-calls", raw: choice.finish!.nativeFinishReason });
    expect(finish!.usage).toMatchObject({
      inputTokens: { total: usage.promptTokens, cacheRead: usage.cachedTokens },
      outputTokens: { total: usage.completionTokens, reasoning: usage.reasoningTokens },
    });
  });

  it("goes back with its signatures where they were", async () => {
    cloud.script = streams(full);
    const { choice } = await answerOf(provider(), taskOf("Hello"), model);
    const { content, reasoning, reasoningDetails: reasoning_details, toolCalls: tool_calls } = choice;
    const again = taskOf([
      { role: "user", content: "Hello" },
      { role: "assistant", content, reasoning, reasoning_details, tool_calls },
      { role: "tool", tool_call_id: "f1", content: "sunny" },
      { role: "tool", tool_call_id: "f2", content: '{"time":"noon"}' },
    ]);
    await answerOf(provider(), again, model);
    expect(cloud.last.body.contents.slice(1)).toEqual([
      {
        role: "model",
        parts: [
          { text: "It is sunny.", thoughtSignature: "c2lnLXRleHQ=" },
          { functionCall: { name: "weather", args: { city: "Rome" } }, thoughtSignature: "c2lnLWNhbGw=" },
          { functionCall: { name: "now", args: {} } },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { name: "weather", response: { result: "sunny" } } },
          { functionResponse: { name: "now", response: { time: "noon" } } },
        ],
      },
    ]);
  });

  it("keeps thoughts to itself when the task says so", async () => {
    cloud.script = streams(full);
    const { choice } = await answerOf(provider(), taskOf("Hello", { reasoning: { exclude: true } }), model);
    expect(choice).toMatchObject({ content: "It is sunny.", reasoning: "", reasoningDetails: [] });
    expect(cloud.last.body.generationConfig).toBeUndefined();
  });

  it("has logprobs in the words of chat completions", async () => {
    const a = { token: "Hi", tokenId: 1, logProbability: -0.5 };
    const b = { token: "é", tokenId: 2, logProbability: -1.5 };
    const logprobsResult = {
      chosenCandidates: [a, b],
      topCandidates: [{ candidates: [a, b] }, { candidates: [b] }],
    };
    cloud.script = streams([said([{ text: "Hié" }], { logprobsResult, finishReason: "STOP" })]);
    const { choice } = await answerOf(
      provider(),
      taskOf("Hello", { logprobs: true, top_logprobs: 2 }),
      model,
    );
    const token = (text: string, logprob: number) => ({
      token: text,
      bytes: [...Buffer.from(text)],
      logprob,
    });
    expect(choice.logprobs).toEqual([
      { ...token("Hi", -0.5), top_logprobs: [token("Hi", -0.5), token("é", -1.5)] },
      { ...token("é", -1.5), top_logprobs: [token("é", -1.5)] },
    ]);
    expect(cloud.last.body.generationConfig).toEqual({ responseLogprobs: true, logprobs: 2 });
  });

  it("may be one of several", async () => {
    cloud.script = streams([
      said([{ text: "A" }]),
      said([{ text: "B" }], { finishReason: "MAX_TOKENS" }, 1),
      said([{ text: "!" }], { finishReason: "STOP" }),
    ]);
    const { choices } = await answerOf(provider(), taskOf("Hello", { n: 2 }), model);
    expect(choices.map(({ content, finish }) => [content, finish!.finishReason])).toEqual([
      ["A!", "stop"],
      ["B", "length"],
    ]);
    expect(cloud.last.body.generationConfig).toEqual({ candidateCount: 2 });
  });

  it.each([
    ["STOP", "stop"],
    ["MAX_TOKENS", "length"],
    ["SAFETY", "content_filter"],
    ["RECITATION", "content_filter"],
    ["PROHIBITED_CONTENT", "content_filter"],
  ])("that stops for %s finishes with %s", async (native, reason) => {
    cloud.script = streams([said([{ text: "So" }], { finishReason: native })]);
    const { choice } = await answerOf(provider(), taskOf("Hello"), model);
    expect(choice.finish).toMatchObject({ finishReason: reason, nativeFinishReason: native });
  });

  it("is empty when the prompt was blocked: that too is an answer", async () => {
    cloud.script = streams([
      { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 4 } },
    ]);
    const { choice, usage } = await answerOf(provider(), taskOf("Hello"), model);
    expect(choice).toMatchObject({
      content: "",
      finish: { finishReason: "content_filter", nativeFinishReason: "SAFETY" },
    });
    expect(usage.promptTokens).toBe(4);
  });
});

describe("a failure", () => {
  const error = (code: number, status: string, details: object[] = []) => ({
    error: { code, message: "no", status, details },
  });
  const badKey = { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" };

  it.each([
    [400, "INVALID_ARGUMENT", [], { status: 400, upstreamStatus: 400, fault: "request" }],
    [400, "INVALID_ARGUMENT", [badKey], { status: 502, upstreamStatus: 401, fault: "key" }],
    [403, "PERMISSION_DENIED", [], { status: 502, upstreamStatus: 403, fault: "key" }],
    [404, "NOT_FOUND", [], { status: 404, upstreamStatus: 404, fault: "unavailable" }],
    [503, "UNAVAILABLE", [], { status: 503, upstreamStatus: 503, fault: "unavailable" }],
    [504, "DEADLINE_EXCEEDED", [], { status: 504, upstreamStatus: 504, fault: "timeout" }],
  ])("with status %s and the name %s %j", async (code, name, details, { status, ...more }) => {
    cloud.script = fails(code, error(code, name, details));
    const { events, error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(events).toEqual([]);
    expect(thrown).toMatchObject({
      status,
      message: "Cloud: no",
      details: { ...more, metadata: { provider_code: name } },
    });
  });

  it.each([
    [{}, 34_500],
    [{ "retry-after": "7" }, 7_000],
  ])("of too many requests says how long to wait (headers %j)", async (headers, retryAfterMs) => {
    const retry = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.5s" };
    cloud.script = fails(429, error(429, "RESOURCE_EXHAUSTED", [retry]), headers);
    const { error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(thrown).toMatchObject({ status: 429, details: { fault: "rate_limit", retryAfterMs } });
  });

  it("within the answer is thrown after what was said", async () => {
    cloud.script = streams([said([{ text: "Hal" }]), error(503, "UNAVAILABLE")], "open");
    const { events, error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(textOf(events)).toBe("Hal");
    expect(thrown).toMatchObject({
      details: { upstreamStatus: 503, metadata: { provider_code: "UNAVAILABLE" } },
    });
  });

  it("of the model's own call is told by its name", async () => {
    cloud.script = streams([said([], { finishReason: "MALFORMED_FUNCTION_CALL" })]);
    const { error: thrown } = await failureOf(provider(), taskOf("Hello"), model);
    expect(thrown).toMatchObject({
      status: 502,
      details: { metadata: { provider_code: "MALFORMED_FUNCTION_CALL" } },
    });
  });

  it.each(["whole", "cut"] as const)("of a stream without finishReason (%s) is a cut", async (end) => {
    for (let length = 3; length < full.length; length++) {
      cloud.script = streams(full.slice(0, length), end);
      const failure = await failureOf(provider(), taskOf("Hello"), model);
      expect(textOf(failure.events)).not.toBe("");
      expect(failure.events.some(({ type }) => type === "finish" || type === "end")).toBe(false);
      expect(failure.error).toMatchObject({ details: { fault: "cut" } });
    }
  });

  it("of one of several answers is a cut", async () => {
    cloud.script = streams([said([{ text: "A" }], { finishReason: "STOP" })]);
    const { error: thrown } = await failureOf(provider(), taskOf("Hello", { n: 2 }), model);
    expect(thrown).toMatchObject({ details: { fault: "cut" } });
  });
});

it.each(["asked", "answered", "refused"] as const)(
  "lets go of the server when the client is gone (%s)",
  async (when) => {
    const gone = new Error("gone");
    const script: Script = when === "asked" ? () => {} : streams([said([{ text: "Hal" }])], "open");
    const providerAt = (baseUrl: string) => provider({ baseUrl, timeouts: { idleMs: 600_000 } });
    const thrown = await leave(script, when, providerAt, model, gone);
    expect(thrown).toBe(gone);
  },
);
