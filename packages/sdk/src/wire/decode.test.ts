import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../models/index.js";
import { decodeBody, decodeChatChunk, decodeChatResponse, encodeChatRequest } from "./index.js";
import type { Shape } from "./shape.js";
import { request, response } from "./shapes.js";

const chunk = (choice: object, rest: object = {}) => ({
  id: "gen-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [choice],
  ...rest,
});

describe("a chunk", () => {
  it("has its known keys in camelCase and all others as they came", () => {
    expect(
      decodeChatChunk(
        chunk(
          {
            index: 0,
            delta: { content: "a", tool_calls: [{ index: 0, new_key: 1 }], new_key: { tool_calls: 1 } },
            finish_reason: null,
            native_finish_reason: "STOP",
            logprobs: { content: [{ token: "a", logprob: -1, top_logprobs: [{ token: "b", logprob: -2 }] }] },
          },
          { system_fingerprint: null, new_key: { finish_reason: 1 } },
        ),
      ),
    ).toEqual(
      chunk(
        {
          index: 0,
          delta: { content: "a", toolCalls: [{ index: 0, new_key: 1 }], new_key: { tool_calls: 1 } },
          finishReason: null,
          nativeFinishReason: "STOP",
          logprobs: { content: [{ token: "a", logprob: -1, topLogprobs: [{ token: "b", logprob: -2 }] }] },
        },
        { systemFingerprint: null, new_key: { finish_reason: 1 } },
      ),
    );
  });

  it("has its usage in camelCase", () => {
    const { usage } = decodeChatChunk({
      choices: [],
      usage: {
        prompt_tokens: 1,
        prompt_tokens_details: { cached_tokens: 2 },
        completion_tokens_details: { image_tokens: 3, new_tokens: 4 },
      },
    });
    expect(usage).toEqual({
      promptTokens: 1,
      promptTokensDetails: { cachedTokens: 2 },
      completionTokensDetails: { imageTokens: 3, new_tokens: 4 },
    });
  });

  it("has errors and debugging information as they came", () => {
    const odd = {
      choices: [{ error: { code: "server_error", metadata: { error_type: "x" } } }],
      error: { code: 502, metadata: { provider_name: "p", raw: { finish_reason: 1 } } },
      debug: { echo_upstream_body: { max_tokens: 1 } },
    };
    expect(decodeBody(structuredClone(odd))).toEqual(odd);
  });
});

describe("odd values never throw and stay", () => {
  it.each([
    null,
    "text",
    5,
    [],
    {},
    { choices: null },
    { choices: "x" },
    { choices: [null, 1, "x", [[{ finish_reason: "stop" }]]] },
    { choices: [{ delta: null, message: 5, logprobs: "x" }] },
    { choices: {}, usage: null },
    { choices: [{ delta: { content: [null, { file: null }] } }], usage: [] },
  ])("%j", (value) => {
    expect(decodeBody(structuredClone(value))).toEqual(value);
  });

  it("arrays nested deeper than the stack", () => {
    const text = `{"choices":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expect(Array.isArray(decodeBody(JSON.parse(text)).choices)).toBe(true);
    expect(decodeChatResponse(JSON.parse(text)).choices).toEqual([]);
  });

  it("__proto__ is a key like any other", () => {
    const text =
      '{"__proto__":{"polluted":1},"service_tier":null,"choices":[{"finish_reason":"stop","__proto__":{"polluted":1}}]}';
    const answer = decodeBody(JSON.parse(text));
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
    expect(JSON.stringify(answer.choices[0])).toBe('{"finishReason":"stop","__proto__":{"polluted":1}}');
    expect(Object.keys(answer)).toContain("__proto__");
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it("the body of an error has its own keys in camelCase", () => {
  const error = { code: 429, message: "slow", metadata: { headers: { "X-RateLimit-Reset": "1" } } };
  expect(decodeBody({ error, user_id: "u", openrouter_metadata: { is_byok: true }, other_key: 1 })).toEqual({
    error,
    userId: "u",
    openrouterMetadata: { isByok: true },
    other_key: 1,
  });
});

/** JSON with keys of every kind: known ones of any place, `__proto__`, anything. */
const names = new Set<string>(["__proto__", "constructor", "toString"]);
const collect = (shape: Shape): void => {
  for (const [key, { nested }] of shape) {
    if (names.has(key)) continue;
    names.add(key);
    if (nested && typeof nested !== "function") collect(nested);
  }
};
collect(request);
collect(response);
const camelNames = new Set([...names].map((key) => key.replace(/_(.)/g, (_, c: string) => c.toUpperCase())));
const keys = fc.oneof(
  fc.constantFrom(...names),
  // A key that is already spelled as in TypeScript would be taken for the known one on the way back.
  fc.string().filter((key) => names.has(key) || !camelNames.has(key)),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom(null, true, 0, "", "text"),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie("json")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

describe("what the types promise is there, whatever came", () => {
  it.each([
    [{}, []],
    [{ choices: null }, []],
    [{ choices: { 0: {} } }, []],
    [{ choices: [null, 1, "x", [{}]] }, []],
    [{ choices: [{ index: 0 }] }, [{ index: 0, delta: {} }]],
    [{ choices: [{ delta: null, content_filter_results: {} }] }, [{ delta: {}, content_filter_results: {} }]],
    [{ choices: [{ delta: "x" }, { delta: [] }] }, [{ delta: {} }, { delta: {} }]],
    [{ choices: [{ delta: { tool_calls: {}, images: "x" } }] }, [{ delta: { toolCalls: [], images: [] } }]],
    [{ choices: [{ delta: { reasoning_details: [null, {}] } }] }, [{ delta: { reasoningDetails: [{}] } }]],
    [{ choices: [{ delta: { tool_calls: null } }] }, [{ delta: { toolCalls: null } }]],
  ])("a chunk: %j", (json, choices) => {
    expect(decodeChatChunk(structuredClone(json)).choices).toEqual(choices);
  });

  it.each<[object, object]>([
    [{}, { role: "assistant", content: null }],
    [{ message: null }, { role: "assistant", content: null }],
    [{ message: { content: "a", tool_calls: "x" } }, { content: "a", toolCalls: [] }],
  ])("a whole answer's message: %j", (choice, message) => {
    const { choices } = decodeChatResponse({ choices: [structuredClone(choice)] });
    expect(choices[0]?.message).toEqual(message);
  });
});

describe("for any JSON", () => {
  it("nothing is lost: a message that came is sent back as the same JSON", () => {
    fc.assert(
      fc.property(fc.array(json), (messages) => {
        const answer = decodeBody({
          choices: messages.map((message) => ({ message: clone(message) })),
        });
        const sent = encodeChatRequest({ messages: answer.choices.map(({ message }) => message as Message) });
        expect(JSON.parse(sent)).toEqual({ messages });
        expect(JSON.stringify(JSON.parse(sent).messages)).toBe(JSON.stringify(messages));
      }),
      { numRuns: 500 },
    );
  });

  it("a chunk keeps every value, whatever it is", () => {
    const leaves = (value: unknown): unknown[] =>
      typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];
    fc.assert(
      fc.property(json, (value) => {
        expect(leaves(decodeBody(clone(value)))).toEqual(leaves(value));
      }),
      { numRuns: 500 },
    );
  });
});

function clone<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
