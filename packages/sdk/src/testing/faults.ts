import { body, chunks, error, startStream } from "./answers.js";
import type { Exchange, Script } from "./exchange.js";
import { answerOf, chunkOf, eventOf, usage, type WireObject } from "./wire.js";

const hello = chunkOf({ role: "assistant", content: "Hello" });
const stop = chunkOf({}, "stop");
const failure = { code: 502, message: "Provider returned error", metadata: { provider_name: "Test" } };

/** A stream of these texts, which ends as `end` says. */
const stream =
  (texts: readonly (string | WireObject)[], end: (exchange: Exchange) => void | Promise<void>): Script =>
  async (exchange) => {
    startStream(exchange);
    for (const text of texts) await exchange.write(typeof text === "string" ? text : eventOf(text));
    await end(exchange);
  };

const ends = (exchange: Exchange) => exchange.end();
const breaks = (exchange: Exchange) => exchange.reset();
const hangs = () => {};

const call = (fields: WireObject, index?: number) =>
  chunkOf({ tool_calls: [{ ...(index !== undefined && { index }), ...fields }] });
const called = (name: string, text: string) => ({ type: "function", function: { name, arguments: text } });
const callsEnd = chunkOf({}, "tool_calls");

/**
 * What goes wrong between a client and the API, as seen in the wild: each by its name, ready to be given to a test
 * server. A program that is tested against all of them holds.
 */
export const faults = {
  // Connections.
  /** The connection breaks before a byte of the answer. */
  "connection-reset": (exchange) => exchange.reset(),
  /** No answer ever comes. */
  "no-answer": hangs,
  /** Headers come, and nothing more. */
  "headers-only": (exchange) => exchange.head(200, { "content-type": "application/json" }),
  /** The connection breaks amid a whole answer. */
  "body-cut": async (exchange) => {
    exchange.head(200, { "content-type": "application/json" });
    await exchange.write(JSON.stringify(answerOf({ content: "Hello" })).slice(0, 40));
    exchange.reset();
  },

  // Refusals.
  "bad-request": error(400, "Invalid request", {
    fields: { param: "messages", type: "invalid_request_error" },
  }),
  unauthorized: error(401, "No auth credentials found"),
  "no-credits": error(402, "Insufficient credits"),
  forbidden: error(403, "The input was flagged", { metadata: { reasons: ["test"] } }),
  "not-found": error(404, "No endpoints found"),
  /** With a `Retry-After` of one second. */
  "rate-limited": error(429, "Rate limit exceeded", { retryAfter: 1 }),
  /** The hint stands in the body, in milliseconds since 1970: one second from now. */
  "rate-limited-in-body": (exchange) =>
    error(429, "Rate limit exceeded", {
      metadata: { headers: { "X-RateLimit-Reset": `${Date.now() + 1000}` } },
    })(exchange),
  /** It asks to wait for an hour. */
  "rate-limited-for-long": error(429, "Rate limit exceeded", { retryAfter: 3600 }),
  "server-error": error(500, "Internal server error"),
  "bad-gateway": body("<html><body><h1>502 Bad Gateway</h1></body></html>", {
    status: 502,
    headers: { "content-type": "text/html" },
  }),
  overloaded: error(503, "No instances available", { metadata: { error_type: "provider_overloaded" } }),
  /** The error is a string, its code missing. */
  "error-as-string": body({ error: "Something went wrong" }, { status: 500 }),

  // Answers that are none.
  /** Status 200, and an error in the body. */
  "error-with-200": body({ error: failure }),
  /** Status 200, and an error in the choice, with a part of the answer. */
  "error-in-choice": body(
    answerOf({ content: "Hel" }, "error", {
      choices: [
        { index: 0, message: { role: "assistant", content: "Hel" }, finish_reason: "error", error: failure },
      ],
    }),
  ),
  /** HTML where JSON is announced. */
  "html-as-json": body("<!doctype html><title>Just a moment…</title>"),
  "empty-body": body(""),
  "no-choices": body({ id: "gen-1", object: "chat.completion", created: 1, model: "test/model" }),

  // Whole answers that are right, but odd.
  /** White space before the JSON keeps the connection alive. */
  "whitespace-before": async (exchange) => {
    exchange.head(200, { "content-type": "application/json" });
    for (let i = 0; i < 3; i++) await exchange.write("\n         ");
    exchange.end(JSON.stringify(answerOf({ content: "Hello" })));
  },
  /** Fields that the schema says are there are null or empty. */
  "null-fields": body({
    ...answerOf({ content: "Hello", reasoning_details: null, role: "" }),
    ...{ model: null, system_fingerprint: null, created: 1.5 },
  }),

  // Streams that fail.
  /** A comment, and an error before anything else. */
  "stream-error-first": stream([": OPENROUTER PROCESSING\n\n", { error: failure }], ends),
  "stream-error": stream([hello, chunkOf({ content: "" }, "error", { error: failure })], ends),
  /** An event with the error alone. */
  "stream-bare-error": stream([hello, { error: failure, user_id: "user_test" }], ends),
  "stream-error-in-choice": stream(
    [
      hello,
      chunkOf({}, null, { choices: [{ index: 0, delta: {}, finish_reason: "error", error: failure }] }),
    ],
    ends,
  ),
  /** The body ends amid the answer. */
  "stream-cut": stream([hello], ends),
  /** The connection breaks amid the answer. */
  "stream-reset": stream([hello], breaks),
  /** The connection breaks amid an event. */
  "stream-reset-in-event": stream([hello, eventOf(chunkOf({ content: " you" })).slice(0, 30)], breaks),
  /** Nothing comes after the first chunk. */
  "stream-stalls": stream([hello], hangs),
  /** Only comments come, the connection stays. */
  "stream-comments-only": stream([": OPENROUTER PROCESSING\n\n", ": OPENROUTER PROCESSING\n\n"], hangs),
  "stream-not-json": stream([hello, "data: {oops\n\n"], ends),
  "stream-empty": stream([], ends),
  /** A whole answer where a stream was asked for. */
  "json-for-stream": body(answerOf({ content: "Hello" })),

  // Streams that are right, but odd.
  /** A finish reason, and no `[DONE]`. */
  "stream-without-done": chunks([hello, stop], { done: false }),
  /** `[DONE]`, and no finish reason. */
  "stream-without-finish": chunks([hello]),
  "stream-without-last-blank-line": stream([hello, stop, "data: [DONE]"], ends),
  "stream-with-crlf": stream(
    [eventOf(hello).replaceAll("\n", "\r\n"), eventOf(stop).replaceAll("\n", "\r\n")],
    ends,
  ),
  /** Each byte in a write of its own. */
  "stream-byte-by-byte": async (exchange) => {
    startStream(exchange);
    const bytes = new TextEncoder().encode(eventOf(chunkOf({ content: "Hello ä 😀" })) + eventOf(stop));
    for (let i = 0; i < bytes.length; i++) await exchange.write(bytes.slice(i, i + 1));
    exchange.end(eventOf("[DONE]"));
  },
  "stream-ping-event": chunks([{ type: "ping" }, hello, stop]),
  "stream-null-choices": chunks([hello, chunkOf({}, null, { choices: null }), stop]),
  "stream-null-delta": chunks([
    hello,
    chunkOf({}, null, { choices: [{ index: 0, delta: null, finish_reason: null }] }),
    stop,
  ]),
  /** As Azure's content filter: a choice without `delta`. */
  "stream-without-delta": chunks([
    chunkOf({}, null, { choices: [{ index: 0, content_filter_results: {}, finish_reason: null }] }),
    hello,
    stop,
  ]),
  /** Usage after the finish reason, without choices. */
  "stream-usage-last": chunks([hello, stop, chunkOf({}, null, { choices: [], usage })]),
  "stream-empty-events": stream(["data:\n\n", hello, "data: \n\n", stop, eventOf("[DONE]")], ends),

  // Tool calls.
  "tool-calls-without-index": chunks([
    call({ id: "a", ...called("f", '{"x"') }),
    call({ function: { arguments: ":1}" } }),
    callsEnd,
  ]),
  "tool-calls-without-later-id": chunks([
    call({ id: "a", ...called("f", "") }, 0),
    call({ id: "", function: { arguments: '{"x":1}' } }, 0),
    callsEnd,
  ]),
  "tool-calls-interleaved": chunks([
    call({ id: "a", ...called("f", '{"x"') }, 0),
    call({ id: "b", ...called("g", '{"y"') }, 1),
    call({ function: { arguments: ":1}" } }, 0),
    call({ function: { arguments: ":2}" } }, 1),
    callsEnd,
  ]),
  /** Two calls with the same index. */
  "tool-calls-with-one-index": chunks([
    call({ id: "a", ...called("f", "{}") }, 0),
    call({ id: "b", ...called("g", "{}") }, 0),
    callsEnd,
  ]),
  "tool-calls-invalid-json": chunks([call({ id: "a", ...called("f", '{"x":') }, 0), callsEnd]),

  // Reasoning.
  /** The signature of a reasoning text comes late and alone. */
  "reasoning-late-signature": chunks([
    chunkOf({ reasoning_details: [{ type: "reasoning.text", text: "Hm", index: 0 }] }),
    hello,
    chunkOf({ reasoning_details: [{ type: "reasoning.text", signature: "c2ln", index: 0 }] }),
    stop,
  ]),
} satisfies Record<string, Script>;

/** Name of a fault. */
export type FaultName = keyof typeof faults;
