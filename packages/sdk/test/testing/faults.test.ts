import { describe, expect, onTestFinished, test } from "vitest";
import { collectChat, OpenRouter } from "../../src/index.js";
import { SDKError } from "../../src/models/errors/index.js";
import { type FaultName, faults, startTestServer } from "../../src/testing/index.js";
import { question } from "../support/request.js";

/** What this SDK makes of each: the text of the answer, its calls, or the error. */
const outcomes: Record<FaultName, string | RegExp | object> = {
  "connection-reset": /^ConnectionError: /,
  "no-answer": /^RequestTimeoutError: /,
  "headers-only": /^RequestTimeoutError: /,
  "body-cut": /^ConnectionError: /,
  "bad-request": /^ChatError: .*Invalid request/,
  unauthorized: /^ChatError: .*No auth/,
  "no-credits": /^OpenRouterDefaultError: .*Insufficient credits/,
  forbidden: /^OpenRouterDefaultError: .*flagged/,
  "not-found": /^OpenRouterDefaultError: .*No endpoints/,
  "rate-limited": { statusCode: 429, retryAfterMs: 1000 },
  "rate-limited-in-body": { statusCode: 429, retryAfterMs: expect.any(Number) },
  "rate-limited-for-long": { statusCode: 429, retryAfterMs: 3_600_000 },
  "server-error": /^ChatError: .*Internal server error/,
  "bad-gateway": /^OpenRouterDefaultError: .*502 Bad Gateway/,
  overloaded: { statusCode: 503, error: { metadata: { error_type: "provider_overloaded" } } },
  "error-as-string": /^ChatError: .*Something went wrong/,
  "error-with-200": { statusCode: 502, providerName: "Test" },
  "error-in-choice": { statusCode: 502, data$: { choices: [{ message: { content: "Hel" } }] } },
  "html-as-json": /^ResponseValidationError: .*Just a moment/,
  "empty-body": /^ResponseValidationError: /,
  "no-choices": /^ResponseValidationError: /,
  "whitespace-before": "Hello",
  "null-fields": "Hello",
  // Before anything was given out, an error may be one of the call or of the stream.
  "stream-error-first": /^(ChatStreamError|OpenRouterDefaultError): .*Provider returned error/,
  "stream-error": /^ChatStreamError: Provider returned error/,
  "stream-bare-error": /^ChatStreamError: Provider returned error/,
  "stream-error-in-choice": /^ChatStreamError: Provider returned error/,
  "stream-cut": { name: "StreamTruncatedError", received: { choices: [{ message: { content: "Hello" } }] } },
  "stream-reset": {
    name: "StreamTruncatedError",
    received: { choices: [{ message: { content: "Hello" } }] },
  },
  "stream-reset-in-event": /^StreamTruncatedError: /,
  "stream-stalls": {
    name: "RequestTimeoutError",
    received: { choices: [{ message: { content: "Hello" } }] },
  },
  "stream-comments-only": /^RequestTimeoutError: /,
  "stream-not-json": /^ResponseValidationError: /,
  "stream-empty": /^StreamTruncatedError: /,
  "json-for-stream": /^ResponseValidationError: /,
  "stream-without-done": "Hello",
  "stream-without-finish": "Hello",
  "stream-without-last-blank-line": "Hello",
  "stream-with-crlf": "Hello",
  "stream-byte-by-byte": "Hello ä 😀",
  "stream-ping-event": "Hello",
  "stream-null-choices": "Hello",
  "stream-null-delta": "Hello",
  "stream-without-delta": "Hello",
  "stream-usage-last": "Hello",
  "stream-empty-events": "Hello",
  "tool-calls-without-index": { toolCalls: [{ id: "a", function: { name: "f", arguments: '{"x":1}' } }] },
  "tool-calls-without-later-id": { toolCalls: [{ id: "a", function: { name: "f", arguments: '{"x":1}' } }] },
  "tool-calls-interleaved": {
    toolCalls: [
      { id: "a", function: { name: "f", arguments: '{"x":1}' } },
      { id: "b", function: { name: "g", arguments: '{"y":2}' } },
    ],
  },
  "tool-calls-with-one-index": {
    toolCalls: [{ id: "a" }, { id: "b", function: { name: "g", arguments: "{}" } }],
  },
  "tool-calls-invalid-json": { toolCalls: [{ id: "a", function: { arguments: '{"x":' } }] },
  "reasoning-late-signature": {
    content: "Hello",
    reasoningDetails: [{ type: "reasoning.text", text: "Hm", signature: "c2ln" }],
  },
};

const hanging: FaultName[] = ["no-answer", "headers-only", "stream-stalls", "stream-comments-only"];

describe("our own SDK holds", () => {
  test.each(Object.keys(faults) as FaultName[])("%s", async (name) => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    server.always(faults[name]);
    const { chat } = new OpenRouter({ serverURL: server.url, apiKey: "k" });
    const options = {
      retries: { strategy: "none" as const },
      timeoutMs: hanging.includes(name) ? 200 : 30_000,
    };
    const streamed = /stream|tool|reasoning/.test(name);
    const answer = streamed
      ? chat.send({ ...question, stream: true }, options).then(collectChat)
      : chat.send(question, options);
    const outcome = await answer.then(
      ({ choices }) => choices[0]!.message,
      (error: unknown) => error,
    );

    const expected = outcomes[name];
    if (expected instanceof RegExp) {
      expect(outcome).toBeInstanceOf(SDKError);
      expect(`${outcome}`).toMatch(expected);
    } else expect(outcome).toMatchObject(typeof expected === "string" ? { content: expected } : expected);
    await server.idle();
  });
});
