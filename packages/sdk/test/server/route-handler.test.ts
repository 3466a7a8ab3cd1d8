import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve as serveHono } from "@hono/node-server";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { OpenRouterCore } from "../../src/core.js";
import { OpenRouter } from "../../src/index.js";
import {
  createRouteHandler,
  type RouteHandler,
  type RouteHandlerOptions,
  toNodeListener,
} from "../../src/server/index.js";
import { cloud } from "../support/cloud.js";
import { question } from "../support/request.js";
import { chunk, closedPort, completion, type Handler, json, serve } from "../support/server.js";

type Host = (handler: RouteHandler) => Promise<string>;

const hosts: Record<string, Host> = {
  async "node:http"(handler) {
    const server = createServer(toNodeListener(handler)).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  async Hono(handler) {
    const app = new Hono().all("/api/v1/chat/completions", (context) => handler(context.req.raw));
    return new Promise((resolve) => {
      const server = serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      );
      onTestFinished(() => void server.close());
    });
  },
};

/** A route in front of an upstream, and what it was asked. */
async function route(
  upstream: Handler,
  options: Partial<RouteHandlerOptions> = {},
  host = hosts["node:http"]!,
) {
  const { url, received, pending } = await serve(upstream);
  const client = new OpenRouterCore({
    serverURL: url,
    apiKey: "sk-or-secret",
    retryConfig: { strategy: "none" },
  });
  const origin = await host(createRouteHandler({ client, models: ["test/model"], ...options }));
  const endpoint = `${origin}/api/v1/chat/completions`;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const browser = new OpenRouter({ serverURL: `${origin}/api/v1`, apiKey: "" });
  return { origin, endpoint, post, browser, received, pending };
}

describe.each(Object.entries(hosts))("behind %s", (_, host) => {
  test("the SDK gets its answer, whole and streamed; the key is added here", async () => {
    const { browser, received } = await route(cloud, {}, host);
    const whole = await browser.chat.send({ ...question, maxTokens: 5 });
    expect(whole.choices[0]?.message.content).toBe("Paris");
    const stream = await browser.chat.send({ ...question, stream: true });
    let text = "";
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    expect(text).toBe("Paris");
    expect(stream.generationId).toBe("gen-1763820000-abcdefghij0123456789");
    expect(received.map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill("Bearer sk-or-secret"),
    );
    expect(JSON.parse(received[0]!.body)).toEqual({ ...question, max_tokens: 5 });
  });

  test("a caller that goes away ends the call to the API, before the answer and amid a stream", async () => {
    const { browser, pending, received } = await route(
      (response, { body }) => {
        if (!body.includes("stream")) return;
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(`data: ${JSON.stringify(chunk("a"))}\n\n`);
      },
      {},
      host,
    );
    const stop = new AbortController();
    const waiting = browser.chat.send(question, { signal: stop.signal }).catch((error) => error.name);
    await vi.waitFor(() => expect(pending.size).toBe(1));
    stop.abort();
    expect(await waiting).toBe("RequestAbortedError");
    await vi.waitFor(() => expect(pending.size).toBe(0));

    const stream = await browser.chat.send({ ...question, stream: true });
    expect([received.length, pending.size]).toEqual([2, 1]);
    await stream.close();
    await vi.waitFor(() => expect(pending.size).toBe(0));
  });

  test("an error of the API comes through with its status, message and hint", async () => {
    const { post } = await route(
      json(
        {
          error: { code: 429, message: "Slow down", metadata: { provider_name: "Acme" } },
          user_id: "user_1",
        },
        429,
        { "retry-after": "7" },
      ),
      {},
      host,
    );
    const response = await post(question);
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await response.json()).toEqual({
      error: { code: 429, message: "Slow down", metadata: { provider_name: "Acme" } },
    });
  });

  test("a body of several megabytes is read and answered in full", async () => {
    const long = "ä".repeat(2_000_000);
    const { browser } = await route(json(completion(long)), { maxBodyBytes: 10_000_000 }, host);
    const answer = await browser.chat.send({ ...question, messages: [{ role: "user", content: long }] });
    expect(answer.choices[0]?.message.content).toBe(long);
  });
});

describe("what may be asked for", () => {
  const { messages } = question;
  test.each<[string, unknown, number, string]>([
    [
      "a model that is not on the list",
      { messages, model: "other/model" },
      400,
      'model: is "other/model", allowed: test/model',
    ],
    ["no model", { messages }, 400, "model: is missing, allowed: test/model"],
    ["a second model", { ...question, models: ["x"] }, 400, 'models: is "x", allowed: test/model'],
    ["models of another type", { ...question, models: "x" }, 400, "models: is string, allowed: a list"],
    ["a field that is not on the list", { ...question, plugins: [] }, 400, "plugins: is no field"],
    ["a field in the SDK's spelling", { ...question, maxTokens: 1 }, 400, "maxTokens: is no field"],
    ["__proto__", `{"model":"test/model","messages":[],"__proto__":{}}`, 400, "__proto__: is no field"],
    ["a server tool", { ...question, tools: [{ type: "openrouter:web_search" }] }, 400, "tools: is"],
    ["a tool without type", { ...question, tools: [null] }, 400, "tools: is without type"],
    [
      "too long an answer",
      { ...question, max_completion_tokens: 101 },
      400,
      "max_completion_tokens: is 101, allowed: at most 100",
    ],
    ["no number of tokens", { ...question, max_tokens: "many" }, 400, 'max_tokens: is "many"'],
    ["no JSON", "{", 400, "The body must be a JSON object"],
    ["a list", [], 400, "The body must be a JSON object"],
    ["too much", { ...question, stop: "x".repeat(2000) }, 413, "at most 1000 bytes"],
  ])("not %s", async (_, body, status, message) => {
    const { post, received } = await route(cloud, { maxTokens: 100, maxBodyBytes: 1000 });
    const response = await post(body);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: { code: number; message: string } };
    expect(error).toMatchObject({ code: status, message: expect.stringContaining(message) });
    expect(received).toEqual([]);
  });

  test("too much is refused though its length is not announced", async () => {
    const { endpoint } = await route(cloud, { maxBodyBytes: 1000 });
    const body = new Blob(["x".repeat(2000)]).stream();
    const request = { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" };
    expect((await fetch(endpoint, request as RequestInit)).status).toBe(413);
  });

  test("not another type of content, nor another method", async () => {
    const { post, endpoint, received } = await route(cloud);
    expect((await post(question, { "content-type": "text/plain" })).status).toBe(415);
    const got = await fetch(endpoint);
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    expect(received).toEqual([]);
  });

  test("what the lists name", async () => {
    const { post, received } = await route(cloud, {
      models: ["test/model", "b"],
      fields: ["messages", "model", "models", "plugins", "tools"],
      serverTools: ["openrouter:web_search"],
    });
    const body = {
      ...question,
      models: ["b", "test/model"],
      plugins: [{ id: "web", max_results: 1, ownKey: 1 }],
      tools: [{ type: "openrouter:web_search" }, { type: "function", function: { name: "f" } }],
    };
    expect((await post(body)).status).toBe(200);
    expect(JSON.parse(received[0]!.body)).toEqual(body);
  });

  test("an answer without a limit gets the route's; null is none", async () => {
    const { post, received } = await route(cloud, { maxTokens: 100 });
    await post(question);
    await post({ ...question, max_completion_tokens: 50 });
    await post({ ...question, max_tokens: null });
    expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { max_tokens: 100 },
      { max_completion_tokens: 50 },
      { max_tokens: 100 },
    ]);
    expect(received[1]!.body).not.toContain("max_tokens");
  });
});

describe("who may ask", () => {
  test("pages of this server and listed ones; programs without an origin", async () => {
    const { post, origin } = await route(cloud, { origins: ["https://app.example"] });
    expect((await post(question)).status).toBe(200);
    expect((await post(question, { origin })).status).toBe(200);
    const listed = await post(question, { origin: "https://app.example" });
    expect([listed.status, listed.headers.get("access-control-allow-origin")]).toEqual([
      200,
      "https://app.example",
    ]);
    for (const other of ["https://evil.example", "null", "https://app.example.evil.example"]) {
      const refused = await post(question, { origin: other });
      expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    }
  });

  test("a browser's question beforehand is answered alike", async () => {
    const { endpoint } = await route(cloud, { origins: ["https://app.example"] });
    const preflight = (origin: string) =>
      fetch(endpoint, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    const allowed = await preflight("https://app.example");
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([
      204,
      "https://app.example",
    ]);
    expect((await preflight("https://evil.example")).status).toBe(403);
  });

  test("authorize decides, and prepare completes the request", async () => {
    const { post, received } = await route(cloud, {
      authorize: (request) =>
        request.headers.get("cookie")
          ? undefined
          : Response.json({ error: { code: 401, message: "Sign in" } }, { status: 401 }),
      prepare: (body, request) => ({ ...body, user: request.headers.get("cookie"), session_id: "s" }),
    });
    const refused = await post(question);
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: { code: 401, message: "Sign in" } },
    ]);
    expect((await post(question, { cookie: "ada" })).status).toBe(200);
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      { ...question, user: "ada", session_id: "s" },
    ]);
  });
});

describe("failures", () => {
  test.each<[string, Handler, number, string]>([
    [
      "the route's key was refused",
      json({ error: { code: 401, message: "No auth sk-or-1" } }, 401),
      500,
      "refused the key of this server",
    ],
    [
      "HTML came",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>Hi"),
      502,
      "can't be read",
    ],
    ["a 200 carried an error", json({ error: { code: 402, message: "No credits" } }), 402, "No credits"],
  ])("when %s", async (_, upstream, status, message) => {
    const { post } = await route(upstream);
    const response = await post(question);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: { message: string } }).error.message).toContain(message);
  });

  test("when the API can't be reached, where it should be is not told", async () => {
    const onError = vi.fn();
    const client = new OpenRouterCore({ serverURL: await closedPort(), retryConfig: { strategy: "none" } });
    const { post } = await route(cloud, { client, onError });
    const response = await post(question);
    expect([response.status, await response.json()]).toEqual([
      502,
      { error: { code: 502, message: "The connection to the API failed" } },
    ]);
    expect(onError.mock.calls[0]![0]).toMatchObject({ name: "ConnectionError" });
  });

  test("of the route's own functions are not told", async () => {
    const onError = vi.fn();
    const { post } = await route(cloud, {
      onError,
      prepare: () => {
        throw new Error("database password");
      },
    });
    const response = await post(question);
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: { code: 500, message: "Internal error" } },
    ]);
    expect(onError.mock.calls[0]![0]).toMatchObject({ message: "database password" });
  });

  test("amid a stream reach the SDK in the browser", async () => {
    const { browser } = await route((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: ${JSON.stringify(chunk("a"))}\n\n`);
    });
    const stream = await browser.chat.send({ ...question, stream: true });
    let text = "";
    const read = async () => {
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    };
    await expect(read()).rejects.toMatchObject({ name: "ChatStreamError", code: 502 });
    expect(text).toBe("a");
  });
});
