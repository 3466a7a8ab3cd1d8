import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readChatRequest } from "../src/formats/chat-completions/index.js";
import type { ApiError } from "../src/generation/api-error.js";
import { ask } from "./support/chat.js";
import { startTinyServer, type TestServer } from "./support/server.js";

const user = { role: "user", content: "Hello" };
const many = (count: number, value: unknown) => Array.from({ length: count }, () => value);
const keys = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [index, value]));

const refusal = (body: unknown): ApiError => {
  try {
    readChatRequest(body);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error("it was accepted");
};

describe("lists and records have a bound, looked at before their entries are", () => {
  it.each<[string, number, object]>([
    ["messages", 10_000, { messages: many(1_000_000, 1) }],
    ["messages[1].content", 2_000, { messages: [user, { role: "user", content: many(500_000, {}) }] }],
    ["messages[0].tool_calls", 256, { messages: [{ role: "assistant", tool_calls: many(500_000, {}) }] }],
    [
      "messages[0].reasoning_details",
      10_000,
      { messages: [{ role: "assistant", reasoning_details: many(20_000, 1) }] },
    ],
    ["tools", 128, { tools: many(200_000, {}) }],
    ["models", 64, { models: many(200_000, 1) }],
    ["logit_bias", 4_096, { logit_bias: keys(500_000, "x") }],
    ["metadata", 16, { metadata: keys(500_000, 1) }],
    ["stop", 4, { stop: many(200_000, 1) }],
    ["provider.order", 256, { provider: { order: many(200_000, 1) } }],
  ])("%s: %i", (param, most, fields) => {
    const error = refusal({ messages: [user], ...fields });
    expect(error.status).toBe(400);
    expect(error.details.param).toBe(param);
    expect(error.message).toMatch(new RegExp(`must have at most ${most} entries, got \\d+$`));
  });
});

describe("checking stops at the first few problems", () => {
  it.each([
    ["messages", { messages: many(10_000, 1) }],
    ["tools", { messages: [user], tools: many(128, { type: "function" }) }],
  ])("of %s", (list, body) => {
    let looked = 0;
    const entries = (body as Record<string, unknown[]>)[list]!;
    const watched = new Proxy(entries, {
      get(target, key, receiver) {
        if (typeof key === "string" && /^\d+$/.test(key)) looked = Math.max(looked, Number(key));
        return Reflect.get(target, key, receiver);
      },
    });
    // The bounds look at every message once; what is counted is the schema's share.
    const error = refusal(list === "messages" ? body : { ...body, [list]: watched });
    expect(error.message.split("; ")).toHaveLength(5);
    if (list === "tools") expect(looked).toBeLessThan(10);
  });
});

describe("no body is answered with a 500", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTinyServer();
  });
  afterAll(() => server.close());

  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

  it.each<[string, object, number]>([
    [
      "tool arguments nested 100,000 deep inside their string",
      { messages: [user, call(nested(100_000)), result] },
      400,
    ],
    ["tool arguments that are no JSON", { messages: [user, call("{"), result], max_tokens: 1 }, 200],
    [
      "2,000 parts of content",
      { messages: [{ role: "user", content: many(2_000, { type: "text", text: "ab" }) }] },
      400,
    ],
    [
      "a tool that is named like a property of objects",
      { tools: [{ type: "function", function: { name: "__proto__" } }], max_tokens: 1 },
      200,
    ],
    ["an unknown field named __proto__", JSON.parse('{"__proto__": {"a": 1}, "max_tokens": 1}'), 200],
  ])("%s", async (_name, body, expected) => {
    const { status, body: answer } = await ask(server, body as Record<string, unknown>);
    expect(status, JSON.stringify(answer)).toBe(expected);
  });
});

function call(args: string) {
  return {
    role: "assistant",
    tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: args } }],
  };
}

const result = { role: "tool", tool_call_id: "c", content: "1" };
