import { afterAll, beforeAll, expect, it } from "vitest";
import { AnthropicProvider } from "../../../src/providers/anthropic/provider.js";
import { Connections } from "../../../src/providers/http/connections.js";
import { ask } from "../../support/chat.js";
import { startTinyServer, type TestServer, tinyId } from "../../support/server.js";
import { answerOf, failureOf, taskOf } from "../support.js";

const connections = new Connections({});
let server: TestServer;
let provider: AnthropicProvider;
beforeAll(async () => {
  server = await startTinyServer();
  provider = new AnthropicProvider({ name: "Own", baseUrl: `${server.url}/api/v1`, connections });
});
afterAll(async () => {
  await connections.close();
  await server.close();
});

const greedy = { max_tokens: 20, temperature: 0 };
const messages = [{ role: "user" as const, content: "Hello" }];

it("gets from our own messages what chat completions gives", async () => {
  const { body } = await ask(server, { model: tinyId, messages, ...greedy });
  const { choice, usage } = await answerOf(provider, taskOf(messages, greedy), tinyId);
  expect(choice.content).toBe(body.choices[0].message.content);
  expect(choice.finish!.finishReason).toBe(body.choices[0].finish_reason);
  expect(usage).toMatchObject({
    promptTokens: body.usage.prompt_tokens,
    completionTokens: body.usage.completion_tokens,
  });
});

it("gets calls of tools", async () => {
  const parameters = {
    type: "object",
    properties: { city: { enum: ["Rome", "Oslo"] } },
    required: ["city"],
    additionalProperties: false,
  };
  const { choice } = await answerOf(
    provider,
    taskOf(messages, {
      max_tokens: 500,
      temperature: 0,
      tools: [{ type: "function", function: { name: "weather", parameters } }],
      tool_choice: "required",
    }),
    tinyId,
  );
  expect(choice.finish!.finishReason).toBe("tool_calls");
  for (const { function: called } of choice.toolCalls) {
    expect(called.name).toBe("weather");
    expect(["Rome", "Oslo"]).toContain(JSON.parse(called.arguments).city);
  }
  expect(choice.toolCalls.length).toBeGreaterThan(0);
});

it("gets its errors", async () => {
  const { error } = await failureOf(provider, taskOf(messages, greedy), "nobody/nothing");
  expect(error).toMatchObject({ status: 404, details: { upstreamStatus: 404 } });
});
