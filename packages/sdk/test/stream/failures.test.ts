import { describe, expect, test } from "vitest";
import {
  ChatStreamError,
  EventTooLargeError,
  OpenRouterDefaultError,
  ResponseValidationError,
  StreamTruncatedError,
} from "../../src/errors/index.js";
import { collectChat } from "../../src/stream/index.js";
import { DONE, drain, event, open, play, say, serve, sleep, textChunk, textOf } from "./support.js";

const part = { index: 0, delta: { content: "" }, finish_reason: "error" };
const error = { code: 502, message: "upstream broke", metadata: { error_type: "provider_unavailable" } };

describe("an error that the server reports in the stream", () => {
  test.each<[string, Record<string, unknown>, object]>([
    ["at the top, with a choice", { ...textChunk(""), choices: [part], error }, error],
    ["at the top, no choices", { ...textChunk(""), choices: [], error }, error],
    ["in the choice", { ...textChunk(""), choices: [{ ...part, error }] }, error],
    ["a string", { ...textChunk(""), error: "server_error" }, { message: "server_error" }],
    [
      "code a string",
      { ...textChunk(""), error: { ...error, code: "server_error" } },
      { code: "server_error" },
    ],
    ["no code", { ...textChunk(""), error: { message: "oops", type: "overloaded" } }, { message: "oops" }],
  ])("%s: the chunk is given, then ChatStreamError is thrown", async (_, sent, told) => {
    const server = await serve((response) => response.end(say("par") + say("tial") + event(sent) + DONE));
    const stream = await open(server.url);
    const { chunks, error: thrown } = await drain(stream);
    expect(chunks).toHaveLength(3);
    const last = chunks[2] as unknown as { error?: unknown; choices?: { error?: unknown }[] };
    const source = sent as typeof last;
    expect(last.error ?? last.choices?.[0]?.error).toEqual(source.error ?? source.choices?.[0]?.error);
    expect(thrown).toBeInstanceOf(ChatStreamError);
    expect((thrown as ChatStreamError).error).toMatchObject(told);
    expect(thrown).toMatchObject({
      received: { choices: [{ message: { content: "partial" } }] },
      generationId: "gen-1700000000-abcdefghijklmnopqrst",
    });
    expect((thrown as Error).message).toContain((told as { message?: string }).message ?? "upstream broke");
  });

  test.each<[string, string, object]>([
    ["bare", event({ error, user_id: "user_1" }), error],
    ["a string", event({ error: "server_error" }), { message: "server_error" }],
    ["without an envelope", event({ object: "error", message: "oops", code: 429 }), { code: 429 }],
    ["of a gateway", event({ type: "error", error: { message: "oops" } }), { message: "oops" }],
    ["with no message", event({ error: { code: 7 } }), { message: "The generation failed", code: 7 }],
    ["with an object as message", event({ error: { message: { a: 1 } } }), { message: '{"a":1}' }],
    ["named", `event: error\n${event({ message: "oops", code: 529 })}`, { message: "oops", code: 529 }],
    ["named, with an envelope", `event: error\n${event({ error })}`, error],
    ["named, plain text", "event: error\ndata: upstream broke\n\n", { message: "upstream broke" }],
    ["named, a JSON string", 'event: error\ndata: "oops"\n\n', { message: '"oops"' }],
  ])(
    "an event that is only the error is no chunk, ChatStreamError is thrown at once: %s",
    async (_, sent, told) => {
      const server = await serve((response) => response.end(say("a") + sent + DONE));
      const { chunks, error: thrown } = await drain(await open(server.url));
      expect(chunks).toHaveLength(1);
      expect(thrown).toBeInstanceOf(ChatStreamError);
      expect(thrown).toMatchObject({ error: told, received: { choices: [{ message: { content: "a" } }] } });
      await server.quiet();
    },
  );

  test("code and type are on the error", async () => {
    const stream = await play((response) => response.end(say("a") + event({ error })));
    expect((await drain(stream)).error).toMatchObject({
      code: 502,
      errorType: "provider_unavailable",
      metadata: error.metadata,
    });
  });

  test("finish reason error without an error: thrown at the end, with the error that came later if one did", async () => {
    const failed = event({ ...textChunk(""), choices: [part] });
    const silent = await drain(await play((response) => response.end(say("a") + failed + DONE)));
    expect(silent.chunks).toHaveLength(2);
    expect(silent.error).toBeInstanceOf(ChatStreamError);
    const late = await drain(await play((response) => response.end(failed + event({ error }) + DONE)));
    expect(late.chunks).toHaveLength(1);
    expect(late.error).toMatchObject({ code: 502 });
  });

  test("collectChat throws it", async () => {
    const stream = await play((response) => response.end(say("a") + event({ error })));
    await expect(collectChat(stream)).rejects.toBeInstanceOf(ChatStreamError);
  });

  test("the loop ends after it, and the connection is closed though the server goes on", async () => {
    const server = await serve((response) => response.write(say("a") + event({ error })));
    const stream = await open(server.url);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await expect(iterator.next()).rejects.toBeInstanceOf(ChatStreamError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    await server.quiet();
  });
});

describe("the end of the stream", () => {
  const choice = (index: number, finish_reason: string | null) =>
    event({ ...textChunk(""), choices: [{ index, delta: { content: "x" }, finish_reason }] });

  test.each<[string, string]>([
    ["[DONE] and finish reason", say("a", "stop") + DONE],
    ["finish reason, no [DONE]", say("a", "stop")],
    ["[DONE], no finish reason", say("a") + DONE],
    ["[DONE], finish reason empty", say("a", "") + DONE],
    ["[DONE] without its blank line", `${say("a")}data: [DONE]`],
    ["last event without its blank line", say("a") + say("", "stop").trimEnd()],
    ["finish reason, then half an event", `${say("a", "stop")}data: {"id":"gen-1","usa`],
  ])("complete: %s", async (_, body) => {
    const { chunks, error: thrown } = await drain(await play((response) => response.end(body)));
    expect(thrown).toBeUndefined();
    expect(textOf(chunks)).toBe("a");
  });

  test.each<[string, string]>([
    ["neither [DONE] nor finish reason", say("a") + say("")],
    ["finish reason empty", say("a", "")],
    ["half an event", `${say("a")}data: {"id":"gen-1","choi`],
    ["half a character", `${say("a")}data: {"id":"\u00e9`.slice(0, -1)],
  ])("truncated: %s", async (_, body) => {
    const { chunks, error: thrown } = await drain(await play((response) => response.end(body)));
    expect(textOf(chunks)).toBe("a");
    expect(thrown).toBeInstanceOf(StreamTruncatedError);
    expect(thrown).toMatchObject({
      received: { choices: [{ message: { content: "a" }, finishReason: null }] },
      generationId: "gen-1700000000-abcdefghijklmnopqrst",
    });
  });

  /** Resets the connection after the client has read what was sent. */
  const reset = async (body: string) => {
    const stream = await play(async (response) => {
      response.write(body);
      await sleep(50);
      response.socket?.resetAndDestroy();
    });
    return drain(stream);
  };

  test("a reset connection is a truncation, with its cause", async () => {
    const { chunks, error: thrown } = await reset(say("a"));
    expect(textOf(chunks)).toBe("a");
    expect(thrown).toBeInstanceOf(StreamTruncatedError);
    expect((thrown as Error).cause).toBeInstanceOf(Error);
  });

  test("a reset after every choice has finished cost nothing of the answer", async () => {
    expect((await reset(say("a", "stop"))).error).toBeUndefined();
    expect((await reset(choice(0, "stop") + choice(1, "length"))).error).toBeUndefined();
    expect((await reset(choice(0, "stop") + choice(1, null))).error).toBeInstanceOf(StreamTruncatedError);
  });

  test("a connection closed in the middle of a chunked body is a truncation", async () => {
    const stream = await play(async (response) => {
      response.write(say("a"));
      await sleep(20);
      response.socket?.end('ffff\r\ndata: {"half');
    });
    expect((await drain(stream)).error).toBeInstanceOf(StreamTruncatedError);
  });
});

describe("an event that is no chunk", () => {
  test.each(["{", "nonsense", "null", "7", '"text"'])("%s", async (data) => {
    const server = await serve((response) => response.write(`${say("a")}data: ${data}\n\n${say("b")}`));
    const { chunks, error: thrown } = await drain(await open(server.url));
    expect(textOf(chunks)).toBe("a");
    expect(thrown).toBeInstanceOf(ResponseValidationError);
    expect(thrown).toMatchObject({ body: data, received: { choices: [{ message: { content: "a" } }] } });
    expect((thrown as Error).cause).toBeInstanceOf(Error);
    await server.quiet();
  });
});

describe("an error as the first event", () => {
  const empty = { ...textChunk(""), choices: [part], error };

  test.each<[string, object]>([
    ["bare", { error, user_id: "u" }],
    ["in a chunk", empty],
    ["in a choice", { ...textChunk(""), choices: [{ ...part, error }] }],
  ])("is an error of the answer, of the class of its code: %s", async (_, sent) => {
    const server = await serve((response) => response.write(`: wait\n\n${event(sent)}`));
    const opening = open(server.url);
    await expect(opening).rejects.toBeInstanceOf(OpenRouterDefaultError);
    await expect(opening).rejects.toMatchObject({ statusCode: 502, error, body: JSON.stringify(sent) });
    await expect(opening).rejects.not.toHaveProperty("received");
    await server.quiet();
  });

  test("after a ping too", async () => {
    const pings = `event: ping\ndata: {}\n\n${event({ type: "ping" })}`;
    const opening = play((response) => response.end(pings + event({ error: { code: 429, message: "m" } })));
    await expect(opening).rejects.toMatchObject({ name: "ChatError", statusCode: 429 });
  });

  test("with a part of the answer has it", async () => {
    const sent = { ...textChunk("par"), error };
    await expect(play((response) => response.end(event(sent)))).rejects.toMatchObject({
      statusCode: 502,
      received: { choices: [{ message: { content: "par" } }] },
    });
  });
});

describe("an event beyond maxEventSize", () => {
  test("ends the stream with its own error and what had come", async () => {
    const server = await serve((response) => response.write(say("a") + say("b".repeat(5000))));
    const { chunks, error: thrown } = await drain(await open(server.url, { maxEventSize: 1000 }));
    expect(textOf(chunks)).toBe("a");
    expect(thrown).toBeInstanceOf(EventTooLargeError);
    expect(thrown).toMatchObject({
      maxEventSize: 1000,
      received: { choices: [{ message: { content: "a" } }] },
    });
    await server.quiet();
  });

  test.each(["data: ", "{", ": "])("ends the opening: %j", async (start) => {
    const server = await serve((response) => response.write(start + "x".repeat(5000)));
    await expect(open(server.url, { maxEventSize: 1000 })).rejects.toBeInstanceOf(EventTooLargeError);
    await server.quiet();
  });
});

describe("before the first event", () => {
  test.each<[string, string, string]>([
    ["nothing at all", "", "StreamTruncatedError"],
    ["only comments", ": OPENROUTER PROCESSING\n\n", "StreamTruncatedError"],
    ["an event that is no chunk", "data: {\n\n", "ResponseValidationError"],
  ])("opening fails: %s", async (_, body, name) => {
    await expect(play((response) => response.end(body))).rejects.toMatchObject({
      name,
      received: { choices: [] },
    });
  });

  test("opening fails: connection reset", async () => {
    const opening = play((response) => {
      response.write(": wait\n\n");
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    });
    await expect(opening).rejects.toBeInstanceOf(StreamTruncatedError);
  });

  test("[DONE] alone is a complete, empty stream", async () => {
    expect(await drain(await play((response) => response.end(DONE)))).toEqual({
      chunks: [],
      error: undefined,
    });
  });
});
