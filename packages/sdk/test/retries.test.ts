import { describe, expect, test } from "vitest";
import { OpenRouterCore, type RequestOptions, type RetryConfig } from "../src/core.js";
import { chatSend } from "../src/funcs/chatSend.js";
import {
  ChatError,
  ConnectionError,
  OpenRouterDefaultError,
  type OpenRouterError,
  RequestAbortedError,
  RequestTimeoutError,
  StreamTruncatedError,
} from "../src/models/errors/index.js";
import { question } from "./support/request.js";
import { chunk, closedPort, completion, type Handler, json, serve, serveTcp, sse } from "./support/server.js";

/** The default policy, with waits too short to notice. */
const quick: RetryConfig = { strategy: "backoff", backoff: { initialInterval: 1 } };

const failing = (status: number, headers: Record<string, string> = {}, detail: object = {}): Handler =>
  json({ error: { code: status, message: "m", ...detail } }, status, headers);

async function send(handlers: Handler[], options: RequestOptions = {}, stream = false) {
  const server = await serve(...handlers);
  const client = new OpenRouterCore({ serverURL: server.url, retryConfig: quick });
  const started = performance.now();
  const result = await chatSend(client, { ...question, stream }, options);
  return { ...result, attempts: server.received.length, ms: performance.now() - started };
}

describe("by status", () => {
  test.each([408, 429, 500, 502, 503, 504, 524, 529])(
    "%i is retried, three attempts in all",
    async (status) => {
      const { error, attempts } = await send([failing(status)]);
      expect(error).toMatchObject({ statusCode: status });
      expect(attempts).toBe(3);
    },
  );

  test.each([400, 401, 402, 403, 404, 409, 412, 413, 422, 501])("%i is not", async (status) => {
    expect((await send([failing(status)])).attempts).toBe(1);
  });

  test("null in place of a policy is the default policy", async () => {
    const { url, received } = await serve(failing(503, { "retry-after-ms": "1" }));
    const client = new OpenRouterCore({ serverURL: url, retryConfig: null as unknown as undefined });
    expect((await chatSend(client, question)).error).toMatchObject({ statusCode: 503 });
    expect(received).toHaveLength(3);
  });

  test("until an attempt succeeds", async () => {
    const { ok, attempts } = await send([failing(503), failing(429), json(completion())]);
    expect({ ok, attempts }).toEqual({ ok: true, attempts: 3 });
  });

  test("a stream's too", async () => {
    const { ok, value, attempts } = await send([failing(503), sse(chunk("a", "stop"))], {}, true);
    expect({ ok, attempts }).toEqual({ ok: true, attempts: 2 });
    await (value as ReadableStream).cancel();
  });

  test("retryCodes names others, also by their first digit", async () => {
    expect((await send([failing(404)], { retryCodes: ["404"] })).attempts).toBe(3);
    expect((await send([failing(503)], { retryCodes: ["404"] })).attempts).toBe(1);
    expect((await send([failing(507)], { retryCodes: ["5XX"] })).attempts).toBe(3);
    expect((await send([failing(429)], { retryCodes: ["5xx"] })).attempts).toBe(1);
    expect((await send([failing(500)], { retryCodes: [] })).attempts).toBe(1);
  });

  test("every attempt sends the same request", async () => {
    const server = await serve(failing(500), failing(500), json(completion()));
    await chatSend(new OpenRouterCore({ serverURL: server.url, apiKey: "k" }), question, { retries: quick });
    const [first, ...others] = server.received;
    for (const other of others) expect(other).toEqual(first);
  });
});

describe("by what the body says", () => {
  test.each([
    ["availability", { availability: { retryable: false } }],
    ["the kind of error", { metadata: { error_type: "context_length_exceeded" } }],
    ["the kind of error, as other APIs name it", { type: "insufficient_quota" }],
    ["the code, as other APIs name it", { code: "insufficient_quota" }],
  ])("what can't get better is not retried: %s", async (_, detail) => {
    expect((await send([failing(429, {}, detail)])).attempts).toBe(1);
  });

  test.each([
    "rate_limit_exceeded",
    "provider_overloaded",
    "server",
    "timeout",
    "unmapped",
    "brand_new_kind",
  ])("%s is retried", async (error_type) => {
    expect((await send([failing(503, {}, { metadata: { error_type } })])).attempts).toBe(3);
  });

  test("too many requests are, by whatever name", async () => {
    expect((await send([failing(429, {}, { code: "too_many_requests" })])).attempts).toBe(3);
    expect(
      (await send([failing(413, {}, { code: "payload_too_large" })], { retryCodes: ["413"] })).attempts,
    ).toBe(1);
  });

  test("402 only when the budget of requests in flight is used up", async () => {
    const metadata = { limit_source: "openrouter_in_flight_budget" };
    expect((await send([failing(402, {}, { metadata }), json(completion())])).ok).toBe(true);
    expect((await send([failing(402, {}, { metadata: { limit_source: "credits" } })])).attempts).toBe(1);
  });

  test("an error in a 200 by its code", async () => {
    expect((await send([json({ error: { code: 502, message: "m" } }), json(completion())])).ok).toBe(true);
    expect((await send([json({ error: { code: 403, message: "m" } })])).attempts).toBe(1);
  });
});

describe("a stream whose first event is an error", () => {
  const failed = (error: object, content = ""): Handler =>
    sse({ ...chunk(content), error: { message: "m", ...error } });

  test.each([429, 502, 503])("%i is retried as that status is", async (code) => {
    const bare = sse({ error: { code, message: "m" }, user_id: "u" });
    const { ok, value, attempts } = await send([failed({ code }), bare, sse(chunk("a", "stop"))], {}, true);
    expect({ ok, attempts }).toEqual({ ok: true, attempts: 3 });
    await (value as ReadableStream).cancel();
  });

  test("waits as the error asks", async () => {
    const limited = failed({ code: 429, metadata: { retry_after_seconds: 61 } });
    const { error, attempts } = await send([limited], {}, true);
    expect(attempts).toBe(1);
    expect(error).toMatchObject({ retryAfterMs: 61_000 });
  });

  test("otherwise rejects with the class of its code", async () => {
    const { error, attempts } = await send([failed({ code: 400 })], {}, true);
    expect(error).toBeInstanceOf(ChatError);
    expect(error).toMatchObject({ statusCode: 400 });
    expect(attempts).toBe(1);
  });

  test("is not retried when a part of the answer came with it", async () => {
    const { error, attempts } = await send([failed({ code: 502 }, "Once upon")], {}, true);
    expect(error).toMatchObject({ received: { choices: [{ message: { content: "Once upon" } }] } });
    expect(attempts).toBe(1);
  });
});

describe("waiting", () => {
  const hint = async (headers: Record<string, string>, detail: object = {}) => {
    const { error } = await send([failing(429, headers, detail)], { retries: { strategy: "none" } });
    return (error as OpenRouterError).retryAfterMs;
  };
  const seconds = (n: number) => [expect.closeTo, (n - 1.5) * 1000, (n + 0.5) * 1000] as const;

  test("as the server asks", async () => {
    const inTen = Date.now() + 10_000;
    const [, least, most] = seconds(10);
    const near = async (value: Promise<number | undefined>) => {
      expect(await value).toBeGreaterThan(least);
      expect(await value).toBeLessThanOrEqual(most);
    };
    expect(await hint({ "retry-after": "10" })).toBe(10_000);
    expect(await hint({ "retry-after": "0.25" })).toBe(250);
    expect(await hint({ "retry-after-ms": "70", "retry-after": "10" })).toBe(70);
    await near(hint({ "retry-after": new Date(inTen).toUTCString() }));
    await near(hint({}, { metadata: { headers: { "X-RateLimit-Reset": `${inTen}` } } }));
    await near(hint({}, { metadata: { headers: { "X-RateLimit-Reset": inTen } } }));
    expect(await hint({}, { metadata: { retry_after_seconds: 10 } })).toBe(10_000);
    expect(await hint({}, { availability: { retryable: true, retry_after: 10 } })).toBe(10_000);
  });

  test.each([
    [{ "retry-after": "soon" }],
    [{ "retry-after": "-5" }],
    [{ "retry-after": "" }],
    [{ "retry-after": "Infinity" }],
    [{ "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }],
    [{ "retry-after-ms": "x" }],
  ])("not as a hint says that makes no sense: %j", async (headers) => {
    expect(await hint(headers)).toBeUndefined();
    expect((await send([failing(429, headers), json(completion())])).ok).toBe(true);
  });

  test("lasts as long as asked", async () => {
    const { ok, ms } = await send([failing(429, { "retry-after-ms": "120" }), json(completion())]);
    expect(ok).toBe(true);
    expect(ms).toBeGreaterThan(119);
  });

  test("without a hint is the backoff's, longer each time, and at most maxInterval", async () => {
    const backoff = { initialInterval: 40, exponent: 100, maxInterval: 60 };
    const { attempts, ms } = await send([failing(500)], { retries: { strategy: "backoff", backoff } });
    expect(attempts).toBe(3);
    // At least three quarters of 40, and 60.
    expect(ms).toBeGreaterThan(29 + 59);
  });

  test("longer than the policy allows fails at once and says when to come back", async () => {
    const { error, attempts } = await send([failing(429, { "retry-after": "61" })]);
    expect(attempts).toBe(1);
    expect(error).toBeInstanceOf(ChatError);
    expect(error).toMatchObject({ retryAfterMs: 61_000 });
  });

  test("longer than a timer can be fails too", async () => {
    const backoff = { maxElapsedTime: Number.MAX_SAFE_INTEGER };
    const month = failing(503, { "retry-after": `${40 * 24 * 3600}` });
    expect((await send([month], { retries: { strategy: "backoff", backoff } })).attempts).toBe(1);
  });

  test("beyond maxElapsedTime does not begin, and within it attempts are not counted", async () => {
    const backoff = { initialInterval: 30, exponent: 1, maxElapsedTime: 300 };
    const { attempts, ms } = await send([failing(500)], { retries: { strategy: "backoff", backoff } });
    expect(attempts).toBeGreaterThan(3);
    expect(ms).toBeGreaterThan(200);
    const hinted = await send([failing(429, { "retry-after": "1" })], {
      retries: { strategy: "backoff", backoff },
    });
    expect(hinted.attempts).toBe(1);
  });

  test.each([0, -1, Number.NaN])("survives an initialInterval of %s", async (initialInterval) => {
    const retries: RetryConfig = { strategy: "backoff", backoff: { initialInterval } };
    const { error } = await send([failing(500)], { retries });
    expect(error).toBeInstanceOf(ChatError);
  });

  test("ends at once on abort", async () => {
    const controller = new AbortController();
    const slow = failing(503, { "retry-after": "30" });
    const sending = send([slow], { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 100);
    const { error, attempts } = await sending;
    expect(error).toBeInstanceOf(RequestAbortedError);
    expect(error?.cause).toEqual(new Error("enough"));
    expect(attempts).toBe(1);
  });

  test("ends at once when the nested signal times out", async () => {
    const slow = failing(503, { "retry-after": "30" });
    const { error } = await send([slow], { fetchOptions: { signal: AbortSignal.timeout(100) } });
    expect(error).toBeInstanceOf(RequestTimeoutError);
  });
});

describe("policies", () => {
  test("none", async () => {
    expect((await send([failing(503)], { retries: { strategy: "none" } })).attempts).toBe(1);
  });

  test("of the call goes before the client's", async () => {
    const server = await serve(failing(503));
    const client = new OpenRouterCore({ serverURL: server.url, retryConfig: { strategy: "none" } });
    await chatSend(client, question);
    expect(server.received).toHaveLength(1);
    await chatSend(client, question, { retries: quick });
    expect(server.received).toHaveLength(4);
  });

  test("by default waits half a second, more or less a quarter", async () => {
    const server = await serve(failing(503), json(completion()));
    const started = performance.now();
    const { ok } = await chatSend(new OpenRouterCore({ serverURL: server.url }), question);
    expect(ok).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(374);
  });
});

describe("broken connections", () => {
  const cut = async (retryConnectionErrors?: boolean, stream = false) => {
    let connections = 0;
    const url = await serveTcp((socket) => {
      connections++;
      socket.once("data", () => socket.destroy());
    });
    const retries: RetryConfig = {
      strategy: "backoff",
      backoff: { initialInterval: 1 },
      retryConnectionErrors,
    };
    const { error } = await chatSend(
      new OpenRouterCore({ serverURL: url }),
      { ...question, stream },
      { retries },
    );
    expect(error).toBeInstanceOf(ConnectionError);
    return connections;
  };

  test("are not retried when the request may have arrived", async () => expect(await cut()).toBe(1));
  test("are when told so", async () => expect(await cut(true)).toBe(3));
  test("are for a stream, which has brought nothing yet", async () =>
    expect(await cut(undefined, true)).toBe(3));
  test("never are when told so", async () => expect(await cut(false, true)).toBe(1));

  test("are when nothing listened", async () => {
    const serverURL = await closedPort();
    const port = Number(new URL(serverURL).port);
    const { createServer } = await import("node:http");
    const late = createServer((_, response) => response.end(JSON.stringify(completion())));
    setTimeout(() => late.listen(port, "127.0.0.1"), 100);
    const retries: RetryConfig = { strategy: "backoff", backoff: { initialInterval: 300 } };
    const { ok } = await chatSend(new OpenRouterCore({ serverURL }), question, { retries });
    expect(ok).toBe(true);
    late.close();
    late.closeAllConnections();
  });
});

describe("a kept connection that the server closes as the next request goes out", () => {
  /** A server that answers one request of each connection and cuts it at the next. */
  const oneEach = async (cut: "destroy" | "resetAndDestroy") => {
    const used = new WeakSet<object>();
    let cuts = 0;
    const { url } = await serve((response, ...rest) => {
      const socket = response.socket!;
      if (used.has(socket)) {
        cuts++;
        return socket[cut]();
      }
      used.add(socket);
      return json(completion())(response, ...rest);
    });
    return { client: new OpenRouterCore({ serverURL: url, retryConfig: quick }), cuts: () => cuts };
  };
  /** By then the connection of an answered call can be used again. */
  const idle = () => new Promise((resolve) => setTimeout(resolve, 5));

  test.each(["destroy", "resetAndDestroy"] as const)("is survived: %s", async (cut) => {
    const { client, cuts } = await oneEach(cut);
    while (cuts() < 3) {
      expect((await chatSend(client, question)).error).toBeUndefined();
      await idle();
    }
  });

  test("is told when nothing may be retried", async () => {
    const { client, cuts } = await oneEach("destroy");
    let error: unknown;
    while (!cuts()) {
      ({ error } = await chatSend(client, question, { retries: { strategy: "none" } }));
      await idle();
    }
    expect(error).toMatchObject({ name: "ConnectionError", stale: true, notSent: false });
  });

  test("is not supposed of a connection that has carried nothing", async () => {
    const { url } = await serve(json(completion(), 200, { connection: "close" }), (response) =>
      response.socket?.destroy(),
    );
    const client = new OpenRouterCore({ serverURL: url, retryConfig: quick });
    expect((await chatSend(client, question)).ok).toBe(true);
    const { error } = await chatSend(client, question);
    expect(error).toMatchObject({ stale: false });
  });
});

describe("a stream", () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

  const streamFrom = async (first: string) => {
    let connections = 0;
    const url = await serveTcp((socket, count) => {
      connections++;
      socket.once("data", () => {
        socket.end(
          head + (count === 1 ? first : `data: ${JSON.stringify(chunk("b", "stop"))}\n\ndata: [DONE]\n\n`),
        );
      });
    });
    const client = new OpenRouterCore({ serverURL: url, retryConfig: quick });
    const { value, error } = await chatSend(client, { ...question, stream: true });
    return { value, error, connections: () => connections };
  };

  test("that ends before its first event is retried", async () => {
    const { value, connections } = await streamFrom(": OPENROUTER PROCESSING\n\n");
    expect(connections()).toBe(2);
    const { collectChat } = await import("../src/index.js");
    expect((await collectChat(value!)).choices[0]?.message.content).toBe("b");
  });

  test("that always does so fails", async () => {
    const url = await serveTcp((socket) => socket.once("data", () => socket.end(head)));
    const client = new OpenRouterCore({ serverURL: url, retryConfig: quick });
    const { error } = await chatSend(client, { ...question, stream: true });
    expect(error).toBeInstanceOf(StreamTruncatedError);
  });

  test("is never retried after it", async () => {
    const { value, connections } = await streamFrom(`data: ${JSON.stringify(chunk("a"))}\n\n`);
    const read = async () => {
      for await (const _ of value!);
    };
    await expect(read()).rejects.toBeInstanceOf(StreamTruncatedError);
    expect(connections()).toBe(1);
  });
});

test("what was thrown last is what is answered", async () => {
  const { error } = await send([failing(503), failing(404)]);
  expect(error).toBeInstanceOf(OpenRouterDefaultError);
  expect(error).toMatchObject({ statusCode: 404 });
});
