import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OpenRouterCore } from "../src/core.js";
import { chatSend } from "../src/funcs/chatSend.js";
import { HTTPClient } from "../src/http/http-client.js";
import { RequestAbortedError, RequestTimeoutError } from "../src/models/errors/index.js";
import { question } from "./support/request.js";
import { chunk, completion, type Handler, json, serve } from "./support/server.js";

// The network keeps its own time; that of the SDK's timers passes when a test says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for what other code brings about. */
const until = async (happened: () => unknown) => {
  while (!happened()) await turn();
};

/** Whether a promise is still open once everything that can go on has gone on. */
const isOpen = async (promise: Promise<unknown>) => {
  let open = true;
  const close = () => {
    open = false;
  };
  promise.then(close, close);
  for (let i = 0; i < 5; i++) await turn();
  return open;
};

/** A call ends at its limit: not a millisecond earlier. The last one is for an answer that waits to be read. */
async function endsAfter(ms: number, call: Promise<unknown>) {
  await pass(ms);
  expect(await isOpen(call)).toBe(true);
  await pass(1);
}

const hang: Handler = () => {};
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

/** Headers at once, then whatever `write` writes. */
const trickle =
  (type: string, write: Handler): Handler =>
  (response, ...rest) => {
    response.writeHead(200, { "content-type": type });
    response.flushHeaders();
    return write(response, ...rest);
  };

/** Waits until it is opened. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

async function setUp(...handlers: Handler[]) {
  const server = await serve(...handlers);
  let responses = 0;
  const httpClient = new HTTPClient().addHook("response", () => {
    responses++;
  });
  return {
    ...server,
    client: new OpenRouterCore({ serverURL: server.url, httpClient }),
    /** The server has read this many requests. */
    requested: (count: number) => until(() => server.received.length >= count),
    /** The client has this many answers' headers. */
    answered: (count: number) => until(() => responses >= count),
    /** The connections of unfinished answers are closed. */
    closed: () => until(() => server.pending.size === 0),
  };
}

describe("timeoutMs of a whole answer", () => {
  test.each<[string, boolean, Handler]>([
    ["no headers", false, hang],
    ["no body", true, trickle("application/json", hang)],
    [
      "white space without end",
      true,
      trickle("application/json", (response) => {
        const timer = setInterval(() => response.write("\n         \n"), 10);
        response.on("close", () => clearInterval(timer));
      }),
    ],
  ])("bounds it to its end: %s", async (_, headers, handler) => {
    const { client, received, requested, answered, closed } = await setUp(handler);
    const sending = chatSend(client, question, { timeoutMs: 80 }).$inspect();
    await (headers ? answered(1) : requested(1));
    await endsAfter(80, sending);
    const [{ error }, call] = await sending;
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error?.message).toContain("80 ms");
    expect(call.request?.method).toBe("POST");
    expect(received).toHaveLength(1);
    await closed();
  });

  test("bounds each attempt, not all of them", async () => {
    const gates = [gate(), gate()];
    const slowFailure: Handler = async (response, request, count) => {
      await gates[count - 1]!.opened;
      json({ error: { code: 503, message: "m" } }, 503, { "retry-after-ms": "60" })(response, request, count);
    };
    const { client, requested } = await setUp(slowFailure, slowFailure, json(completion()));
    const timers = vi.spyOn(globalThis, "setTimeout");
    const sending = chatSend(client, question, { timeoutMs: 1000 });
    for (const [index, { open }] of gates.entries()) {
      await requested(index + 1);
      await pass(600);
      timers.mockClear();
      open();
      await until(() => timers.mock.calls.some(([, ms]) => ms === 60));
      await pass(61);
    }
    expect((await sending).ok).toBe(true);
  });

  test("is the client's unless the call has its own", async () => {
    const { url, received } = await serve(hang, json(completion()), json(completion()));
    const client = new OpenRouterCore({ serverURL: url, timeoutMs: 30 });
    const sending = chatSend(client, question);
    await until(() => received.length === 1);
    await endsAfter(30, sending);
    expect((await sending).error).toBeInstanceOf(RequestTimeoutError);
  });

  test.each([5000, 0])("of the call, %s ms, counts instead of the client's", async (timeoutMs) => {
    const { open, opened } = gate();
    const { url, received } = await serve(async (...exchange) => {
      await opened;
      json(completion())(...exchange);
    });
    const client = new OpenRouterCore({ serverURL: url, timeoutMs: 30 });
    const sending = chatSend(client, question, { timeoutMs });
    await until(() => received.length === 1);
    await pass(4000);
    open();
    expect((await sending).ok).toBe(true);
  });

  test.each([0, -1, Infinity, Number.NaN, 2 ** 40])("of %s is none", async (timeoutMs) => {
    const { open, opened } = gate();
    const { client, requested } = await setUp(async (...exchange) => {
      await opened;
      json(completion())(...exchange);
    });
    const sending = chatSend(client, question, { timeoutMs });
    await requested(1);
    await pass(2 ** 31);
    open();
    expect((await sending).ok).toBe(true);
  });
});

describe("timeoutMs of a stream", () => {
  test.each<[string, boolean, Handler]>([
    ["no headers", false, hang],
    ["no event", true, trickle("text/event-stream", hang)],
    [
      "comments",
      true,
      trickle("text/event-stream", (response) => response.write(": OPENROUTER PROCESSING\n\n")),
    ],
  ])("bounds the wait for the first event: %s", async (name, headers, handler) => {
    const { client, received, requested, answered, closed } = await setUp(handler);
    const comments: string[] = [];
    const options = { timeoutMs: 80, onKeepAlive: (comment: string) => comments.push(comment) };
    const sending = chatSend(client, { ...question, stream: true }, options);
    await (headers ? answered(1) : requested(1));
    if (name === "comments") await until(() => comments.length === 1);
    await endsAfter(80, sending);
    expect((await sending).error).toBeInstanceOf(RequestTimeoutError);
    expect(received).toHaveLength(1);
    await closed();
  });

  test("counts that wait from the request, not from the headers", async () => {
    const { open, opened } = gate();
    const { client, requested, answered } = await setUp(async (response) => {
      await opened;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
    });
    const sending = chatSend(client, { ...question, stream: true }, { timeoutMs: 300 });
    await requested(1);
    await pass(240);
    open();
    await answered(1);
    await endsAfter(60, sending);
    expect((await sending).error).toBeInstanceOf(RequestTimeoutError);
  });

  test("bounds the gap between events; comments don't count", async () => {
    let comment = () => {};
    const { client, closed } = await setUp(
      trickle("text/event-stream", (response) => {
        response.write(event(chunk("a")));
        comment = () => void response.write(": still here\n\n");
      }),
    );
    const comments: string[] = [];
    const options = { timeoutMs: 120, onKeepAlive: (text: string) => comments.push(text) };
    const { value } = await chatSend(client, { ...question, stream: true }, options);
    const events = value![Symbol.asyncIterator]();
    expect((await events.next()).value?.choices[0]?.delta.content).toBe("a");
    const next = events.next();
    await pass(100);
    comment();
    await until(() => comments.length === 1);
    const failure = expect(next).rejects.toMatchObject({
      name: "RequestTimeoutError",
      received: { choices: [{ message: { content: "a" } }] },
    });
    await endsAfter(20, next);
    await failure;
    await closed();
  });

  test("never cuts a stream that is alive, however long it is or its reader takes", async () => {
    let write = (_: string) => {};
    let end = (_: string) => {};
    const { client } = await setUp(
      trickle("text/event-stream", (response) => {
        write = (text) => void response.write(text);
        end = (text) => void response.end(text);
        write(event(chunk("x")));
      }),
    );
    const { value } = await chatSend(client, { ...question, stream: true }, { timeoutMs: 250 });
    const events = value![Symbol.asyncIterator]();
    expect((await events.next()).done).toBe(false);
    for (let i = 0; i < 12; i++) {
      // The reader takes its time, then the server does.
      await pass(400);
      const next = events.next();
      await pass(249);
      write(event(chunk("x")));
      expect((await next).done).toBe(false);
    }
    end(`${event(chunk("", "stop"))}data: [DONE]\n\n`);
    expect((await events.next()).value?.choices[0]?.finishReason).toBe("stop");
    expect((await events.next()).done).toBe(true);
  });
});

describe("the caller's signals", () => {
  const reason = new Error("enough");

  test.each(["signal", "fetchOptions"] as const)("abort a request: %s", async (where) => {
    const { client, requested, closed } = await setUp(hang);
    const controller = new AbortController();
    const { signal } = controller;
    const sending = chatSend(
      client,
      question,
      where === "signal" ? { signal } : { fetchOptions: { signal } },
    );
    await requested(1);
    controller.abort(reason);
    const { error } = await sending;
    expect(error).toBeInstanceOf(RequestAbortedError);
    expect(error?.cause).toBe(reason);
    await closed();
  });

  test("abort the reading of a body", async () => {
    const { client, answered, closed } = await setUp(
      trickle("application/json", (response) => response.write("{")),
    );
    const controller = new AbortController();
    const sending = chatSend(client, question, { signal: controller.signal });
    await answered(1);
    controller.abort();
    expect((await sending).error).toBeInstanceOf(RequestAbortedError);
    await closed();
  });

  test("both count, and neither switches the timeout off", async () => {
    const { client, requested } = await setUp(hang);
    const one = new AbortController();
    const other = new AbortController();
    const send = (timeoutMs: number) =>
      chatSend(client, question, { signal: one.signal, fetchOptions: { signal: other.signal }, timeoutMs });
    const late = send(50);
    await requested(1);
    await endsAfter(50, late);
    expect((await late).error).toBeInstanceOf(RequestTimeoutError);
    const aborted = send(10_000);
    await requested(2);
    other.abort(reason);
    expect((await aborted).error).toMatchObject({ name: "RequestAbortedError", cause: reason });
  });

  test("that abort before the call send nothing", async () => {
    const { client, received } = await setUp(json(completion()));
    const { error } = await chatSend(client, question, { signal: AbortSignal.abort(reason) });
    expect(error).toMatchObject({ name: "RequestAbortedError", cause: reason });
    expect(received).toHaveLength(0);
  });

  test("that time out are a RequestTimeoutError", async () => {
    const { client } = await setUp(hang);
    const { error } = await chatSend(client, question, { signal: AbortSignal.timeout(40) });
    expect(error).toBeInstanceOf(RequestTimeoutError);
  });

  test("end a stream that has begun, which keeps what it received", async () => {
    const { client, closed } = await setUp(
      trickle("text/event-stream", (response) => response.write(event(chunk("a")))),
    );
    const controller = new AbortController();
    const { value } = await chatSend(client, { ...question, stream: true }, { signal: controller.signal });
    const read = async () => {
      for await (const _ of value!) controller.abort(reason);
    };
    await expect(read()).rejects.toMatchObject({
      name: "RequestAbortedError",
      cause: reason,
      received: { choices: [{ message: { content: "a" } }] },
    });
    await closed();
  });
});
