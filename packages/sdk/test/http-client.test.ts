import { describe, expect, test, vi } from "vitest";
import { OpenRouterCore } from "../src/core.js";
import { chatSend } from "../src/funcs/chatSend.js";
import { type BeforeRequestHook, HTTPClient } from "../src/index.js";
import { ConnectionError, UnexpectedClientError } from "../src/models/errors/index.js";
import { question } from "./support/request.js";
import { closedPort, completion, json, serve } from "./support/server.js";

const mark =
  (value: string): BeforeRequestHook =>
  (request) => {
    request.headers.append("x-mark", value);
  };

async function send(httpClient: HTTPClient) {
  const { url, received } = await serve(json(completion()));
  const client = new OpenRouterCore({ serverURL: url, httpClient });
  const result = await chatSend(client, question, { retries: { strategy: "none" } });
  return { result, received };
}

describe("hooks", () => {
  test("before a request change it, in order", async () => {
    const { result, received } = await send(
      new HTTPClient().addHook("beforeRequest", mark("1")).addHook("beforeRequest", mark("2")),
    );
    expect(result.ok).toBe(true);
    expect(received[0]?.headers["x-mark"]).toBe("1, 2");
    expect(JSON.parse(received[0]!.body)).toEqual(question);
  });

  test("before a request can answer another one", async () => {
    const { received } = await send(
      new HTTPClient().addHook(
        "beforeRequest",
        async (request) => new Request(request, { headers: { "x-other": "1" } }),
      ),
    );
    expect(received[0]?.headers).toMatchObject({ "x-other": "1" });
    expect(received[0]?.headers.authorization).toBeUndefined();
  });

  test("see each response before it is read, and each attempt", async () => {
    const statuses: number[] = [];
    const bodies: string[] = [];
    const httpClient = new HTTPClient().addHook("response", async (response, request) => {
      statuses.push(response.status);
      bodies.push(await response.clone().text());
      expect(request.method).toBe("POST");
    });
    const { url } = await serve(
      json({ error: { message: "m" } }, 503, { "retry-after-ms": "1" }),
      json(completion("x")),
    );
    const { value } = await chatSend(new OpenRouterCore({ serverURL: url, httpClient }), question);
    expect(value?.choices[0]?.message.content).toBe("x");
    expect(statuses).toEqual([503, 200]);
    expect(bodies[1]).toContain("x");
  });

  test("see what a request threw", async () => {
    const seen = vi.fn();
    const httpClient = new HTTPClient().addHook("requestError", seen);
    const client = new OpenRouterCore({ serverURL: await closedPort(), httpClient });
    const { error } = await chatSend(client, question, { retries: { strategy: "none" } });
    expect(error).toBeInstanceOf(ConnectionError);
    expect(seen).toHaveBeenCalledOnce();
    expect(seen).toHaveBeenCalledWith(error?.cause, expect.any(Request));
  });

  test("can be taken back, one registration at a time", async () => {
    const hook = mark("1");
    const httpClient = new HTTPClient().addHook("beforeRequest", hook).addHook("beforeRequest", hook);
    httpClient.removeHook("beforeRequest", hook).removeHook("beforeRequest", mark("other"));
    expect((await send(httpClient)).received[0]?.headers["x-mark"]).toBe("1");
    httpClient.removeHook("beforeRequest", hook);
    expect((await send(httpClient)).received[0]?.headers["x-mark"]).toBeUndefined();
  });

  test("of a clone are its own", async () => {
    const original = new HTTPClient().addHook("beforeRequest", mark("1"));
    const clone = original.clone().addHook("beforeRequest", mark("2"));
    original.addHook("beforeRequest", mark("3"));
    expect((await send(original)).received[0]?.headers["x-mark"]).toBe("1, 3");
    expect((await send(clone)).received[0]?.headers["x-mark"]).toBe("1, 2");
  });

  test.each(["beforeRequest", "response"] as const)("that throw end the call: %s", async (kind) => {
    const cause = new Error("hook failed");
    const httpClient = new HTTPClient().addHook(kind, () => {
      throw cause;
    });
    const { result } = await send(httpClient);
    expect(result.error).toBeInstanceOf(UnexpectedClientError);
    expect(result.error).toMatchObject({ cause, message: expect.stringContaining("hook failed") });
  });

  test("that throw after the response let go of the connection", async () => {
    const { url, pending } = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("{");
    });
    const httpClient = new HTTPClient().addHook("response", () => {
      throw new Error("hook failed");
    });
    await chatSend(new OpenRouterCore({ serverURL: url, httpClient }), question);
    while (pending.size) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test("that throw a TypeError are not taken for a broken connection", async () => {
    const httpClient = new HTTPClient().addHook("response", () => {
      (undefined as unknown as { x: () => void }).x();
    });
    expect((await send(httpClient)).result.error).toBeInstanceOf(UnexpectedClientError);
  });
});

describe("fetcher", () => {
  test("is given one complete Request", async () => {
    const calls: unknown[][] = [];
    const httpClient = new HTTPClient({
      fetcher: (...args) => {
        calls.push(args);
        return fetch(...args);
      },
    });
    const { result } = await send(httpClient);
    expect(result.ok).toBe(true);
    expect(calls).toEqual([[expect.any(Request)]]);
  });

  test.each([
    ["AbortError", "RequestAbortedError"],
    ["TimeoutError", "RequestTimeoutError"],
    ["SomeError", "UnexpectedClientError"],
  ])("may throw errors of its own: %s", async (name, expected) => {
    const cause = Object.assign(new Error("m"), { name });
    const { result } = await send(new HTTPClient({ fetcher: () => Promise.reject(cause) }));
    expect(result.error).toMatchObject({ name: expected, cause });
  });

  const coded = (message: string, code: string) => Object.assign(new Error(message), { code });
  test.each([
    ["a system error", coded("connect ECONNREFUSED", "ECONNREFUSED"), true],
    ["a reset", coded("reset", "ECONNRESET"), false],
    ["an expired certificate", coded("certificate has expired", "CERT_HAS_EXPIRED"), false],
    ["one beneath another", new Error("request failed", { cause: coded("x", "EPIPE") }), false],
    ["node-fetch's", coded("Premature close", "ERR_STREAM_PREMATURE_CLOSE"), false],
    ["Bun's", coded("Unable to connect. Is the computer able to access the url?", "ConnectionRefused"), true],
    ["Deno's", new TypeError("error sending request for url (http://x/): client error (Connect): tcp"), true],
    ["Deno's of a cut", new TypeError("error sending request for url (http://x/): connection closed"), false],
    ["workerd's", new Error("Network connection lost."), false],
    ["React Native's", new TypeError("Network request failed"), false],
    ["Electron's", new Error("net::ERR_CONNECTION_REFUSED"), true],
    ["Chromium's", new TypeError("Failed to fetch"), false],
    ["Firefox's", new TypeError("NetworkError when attempting to fetch resource."), false],
    ["Safari's", new TypeError("Load failed"), false],
    ["happy-dom's", new DOMException('Failed to execute "fetch()"', "NetworkError"), false],
  ])("may tell of a connection that failed: %s", async (_, thrown, notSent) => {
    const { result } = await send(new HTTPClient({ fetcher: () => Promise.reject(thrown) }));
    expect(result.error).toBeInstanceOf(ConnectionError);
    expect(result.error).toMatchObject({ notSent, cause: thrown });
  });

  const mistakes = [
    new TypeError("Cannot read properties of undefined (reading 'request')"),
    new TypeError("network is not a function"),
    new TypeError("Failed to fetch the token from the request"),
    Object.assign(new Error("ENOENT: no such file or directory, open 'ca.pem'"), { code: "ENOENT" }),
    Object.assign(new TypeError("The argument must be of type string"), { code: "ERR_INVALID_ARG_TYPE" }),
  ];
  const always = { retries: { strategy: "backoff", retryConnectionErrors: true } } as const;

  test.each(mistakes)("may have mistakes, which are told and not retried: %s", async (cause) => {
    const fetcher = vi.fn(() => Promise.reject(cause));
    const client = new OpenRouterCore({
      serverURL: "http://localhost",
      httpClient: new HTTPClient({ fetcher }),
    });
    const { error } = await chatSend(client, { ...question, stream: true }, always);
    expect(error).toBeInstanceOf(UnexpectedClientError);
    expect(error).toMatchObject({ cause, message: cause.message });
    expect(fetcher).toHaveBeenCalledOnce();
  });

  test.each([...mistakes, coded("reset", "ECONNRESET"), new TypeError("fetch failed")])(
    "whatever a hook throws is the hook's, and not retried: %s",
    async (cause) => {
      const hook = vi.fn(() => Promise.reject(cause));
      const httpClient = new HTTPClient().addHook("beforeRequest", hook);
      const client = new OpenRouterCore({ serverURL: "http://localhost", httpClient });
      const { error } = await chatSend(client, { ...question, stream: true }, always);
      expect(error).toBeInstanceOf(UnexpectedClientError);
      expect(error).toMatchObject({ cause });
      expect(hook).toHaveBeenCalledOnce();
    },
  );

  test("a hook that throws on what it was given leaves it the network's", async () => {
    const httpClient = new HTTPClient().addHook("requestError", (error) => {
      throw error;
    });
    const client = new OpenRouterCore({ serverURL: await closedPort(), httpClient });
    const { error } = await chatSend(client, question, { retries: { strategy: "none" } });
    expect(error).toBeInstanceOf(ConnectionError);
  });

  test("a hook that reads the body itself is told so", async () => {
    const httpClient = new HTTPClient().addHook("response", async (response) => {
      await response.text();
    });
    const { result } = await send(httpClient);
    expect(result.error).toBeInstanceOf(UnexpectedClientError);
    expect(result.error?.message).toContain("clone()");
  });

  test("may throw no error at all", async () => {
    const { result } = await send(new HTTPClient({ fetcher: () => Promise.reject(undefined) }));
    expect(result.error).toBeInstanceOf(UnexpectedClientError);
  });
});
