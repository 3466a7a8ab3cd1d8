import { describe, expect, test } from "vitest";
import { OpenRouterCore } from "../src/core.js";
import { chatSend } from "../src/funcs/chatSend.js";
import { RequestAbortedError, RequestTimeoutError } from "../src/models/errors/index.js";
import { question } from "./support/request.js";
import { chunk, completion, type Handler, json, serve } from "./support/server.js";

const hang: Handler = () => {};
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Headers at once, then whatever `write` writes. */
const trickle =
  (type: string, write: Handler): Handler =>
  (response, ...rest) => {
    response.writeHead(200, { "content-type": type });
    response.flushHeaders();
    return write(response, ...rest);
  };

async function setUp(...handlers: Handler[]) {
  const server = await serve(...handlers);
  return { ...server, client: new OpenRouterCore({ serverURL: server.url }) };
}

/** Becomes true once the connections of unfinished answers are closed. */
const closed = async (pending: Set<unknown>) => {
  while (pending.size) await wait(5);
  return true;
};

describe("timeoutMs of a whole answer", () => {
  test.each<[string, Handler]>([
    ["no headers", hang],
    ["no body", trickle("application/json", hang)],
    [
      "white space without end",
      trickle("application/json", (response) => {
        const timer = setInterval(() => response.write("\n         \n"), 10);
        response.on("close", () => clearInterval(timer));
      }),
    ],
  ])("bounds it to its end: %s", async (_, handler) => {
    const { client, received, pending } = await setUp(handler);
    const [{ error }, call] = await chatSend(client, question, { timeoutMs: 80 }).$inspect();
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error?.message).toContain("80 ms");
    expect(call.request?.method).toBe("POST");
    expect(received.length).toBeLessThan(2);
    expect(await closed(pending)).toBe(true);
  });

  test("bounds each attempt, not all of them", async () => {
    const slowFailure: Handler = async (response, ...rest) => {
      await wait(600);
      json({ error: { code: 503, message: "m" } }, 503, { "retry-after-ms": "60" })(response, ...rest);
    };
    const { client } = await setUp(slowFailure, slowFailure, json(completion()));
    expect((await chatSend(client, question, { timeoutMs: 1000 })).ok).toBe(true);
  });

  test("is the client's unless the call has its own", async () => {
    const { url } = await serve(async (response, ...rest) => {
      await wait(100);
      json(completion())(response, ...rest);
    });
    const client = new OpenRouterCore({ serverURL: url, timeoutMs: 30 });
    expect((await chatSend(client, question)).error).toBeInstanceOf(RequestTimeoutError);
    expect((await chatSend(client, question, { timeoutMs: 5000 })).ok).toBe(true);
    expect((await chatSend(client, question, { timeoutMs: 0 })).ok).toBe(true);
  });

  test.each([0, -1, Infinity, Number.NaN, 2 ** 40])("of %s is none", async (timeoutMs) => {
    const { client } = await setUp(async (response, ...rest) => {
      await wait(20);
      json(completion())(response, ...rest);
    });
    expect((await chatSend(client, question, { timeoutMs })).ok).toBe(true);
  });
});

describe("timeoutMs of a stream", () => {
  test.each<[string, Handler]>([
    ["no headers", hang],
    ["no event", trickle("text/event-stream", hang)],
    [
      "comments without end",
      trickle("text/event-stream", (response) => {
        const timer = setInterval(() => response.write(": OPENROUTER PROCESSING\n\n"), 10);
        response.on("close", () => clearInterval(timer));
      }),
    ],
  ])("bounds the wait for the first event: %s", async (_, handler) => {
    const { client, received, pending } = await setUp(handler);
    const { error } = await chatSend(client, { ...question, stream: true }, { timeoutMs: 80 });
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(received.length).toBeLessThan(2);
    expect(await closed(pending)).toBe(true);
  });

  test("counts that wait from the request, not from the headers", async () => {
    let open = true;
    const { client } = await setUp(async (response) => {
      response.on("close", () => {
        open = false;
      });
      await wait(240);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      await wait(240);
      if (open) response.end(event(chunk("late", "stop")));
    });
    const { error } = await chatSend(client, { ...question, stream: true }, { timeoutMs: 300 });
    expect(error).toBeInstanceOf(RequestTimeoutError);
  });

  test("bounds the gap between events; comments don't count", async () => {
    const { client, pending } = await setUp(
      trickle("text/event-stream", (response) => {
        response.write(event(chunk("a")));
        const timer = setInterval(() => response.write(": still here\n\n"), 10);
        response.on("close", () => clearInterval(timer));
      }),
    );
    const { value } = await chatSend(client, { ...question, stream: true }, { timeoutMs: 120 });
    let text = "";
    const read = async () => {
      for await (const { choices } of value!) text += choices[0]?.delta.content;
    };
    await expect(read()).rejects.toMatchObject({
      name: "RequestTimeoutError",
      received: { choices: [{ message: { content: "a" } }] },
    });
    expect(text).toBe("a");
    expect(await closed(pending)).toBe(true);
  });

  test("never cuts a stream that is alive, however long it is or its reader takes", async () => {
    const { client } = await setUp(
      trickle("text/event-stream", async (response) => {
        for (let i = 0; i < 12; i++) {
          response.write(event(chunk("x")));
          await wait(50);
        }
        response.end(`${event(chunk("", "stop"))}data: [DONE]\n\n`);
      }),
    );
    const { value } = await chatSend(client, { ...question, stream: true }, { timeoutMs: 250 });
    let count = 0;
    for await (const _ of value!) if (++count === 2) await wait(400);
    expect(count).toBe(13);
  });
});

describe("the caller's signals", () => {
  const reason = new Error("enough");

  test.each(["signal", "fetchOptions"] as const)("abort a request: %s", async (where) => {
    const { client, pending } = await setUp(hang);
    const controller = new AbortController();
    const { signal } = controller;
    const sending = chatSend(
      client,
      question,
      where === "signal" ? { signal } : { fetchOptions: { signal } },
    );
    setTimeout(() => controller.abort(reason), 40);
    const { error } = await sending;
    expect(error).toBeInstanceOf(RequestAbortedError);
    expect(error?.cause).toBe(reason);
    expect(await closed(pending)).toBe(true);
  });

  test("abort the reading of a body", async () => {
    const { client, pending } = await setUp(trickle("application/json", (response) => response.write("{")));
    const controller = new AbortController();
    const sending = chatSend(client, question, { signal: controller.signal });
    setTimeout(() => controller.abort(), 60);
    expect((await sending).error).toBeInstanceOf(RequestAbortedError);
    expect(await closed(pending)).toBe(true);
  });

  test("both count, and neither switches the timeout off", async () => {
    const { client } = await setUp(hang);
    const one = new AbortController();
    const other = new AbortController();
    const send = (timeoutMs: number) =>
      chatSend(client, question, { signal: one.signal, fetchOptions: { signal: other.signal }, timeoutMs });
    expect((await send(50)).error).toBeInstanceOf(RequestTimeoutError);
    setTimeout(() => other.abort(reason), 30);
    expect((await send(10_000)).error).toMatchObject({ name: "RequestAbortedError", cause: reason });
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
    const { client, pending } = await setUp(
      trickle("text/event-stream", (response) => response.write(event(chunk("a")))),
    );
    const controller = new AbortController();
    const { value } = await chatSend(client, { ...question, stream: true }, { signal: controller.signal });
    const read = async () => {
      for await (const _ of value!) setTimeout(() => controller.abort(reason), 20);
    };
    await expect(read()).rejects.toMatchObject({
      name: "RequestAbortedError",
      cause: reason,
      received: { choices: [{ message: { content: "a" } }] },
    });
    expect(await closed(pending)).toBe(true);
  });
});
