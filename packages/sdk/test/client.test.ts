import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { OpenRouterCore } from "../src/core.js";
import { chatSend } from "../src/funcs/chatSend.js";
import { EventStream, OpenRouter } from "../src/index.js";
import { InvalidRequestError, SDKValidationError } from "../src/models/errors/index.js";
import { question } from "./support/request.js";
import { chunk, completion, json, serve, sse } from "./support/server.js";

afterEach(() => vi.unstubAllEnvs());

describe("an answer", () => {
  test("whole", async () => {
    const { url, received } = await serve(json(completion("Paris")));
    const answer = await new OpenRouter({ serverURL: url, apiKey: "k" }).chat.send(question);
    expect(answer.choices[0]?.message.content).toBe("Paris");
    expect(answer.choices[0]?.finishReason).toBe("stop");
    expect(answer.usage?.promptTokens).toBe(3);
    expect(received[0]).toMatchObject({ method: "POST", url: "/api/v1/chat/completions" });
    expect(received[0]?.headers).toMatchObject({
      authorization: "Bearer k",
      "content-type": "application/json",
      accept: "application/json",
    });
    expect(JSON.parse(received[0]!.body)).toEqual(question);
  });

  test("streamed", async () => {
    const { url, received } = await serve(sse(chunk("Par"), chunk("is", "stop")));
    const stream = await new OpenRouter({ serverURL: url }).chat.send({ ...question, stream: true });
    expect(stream).toBeInstanceOf(EventStream);
    let text = "";
    for await (const { choices } of stream) text += choices[0]?.delta.content;
    expect(text).toBe("Paris");
    expect(received[0]?.headers.accept).toBe("text/event-stream");
  });

  test.each([false, null, undefined])("stream: %s is not streamed", async (stream) => {
    const { url } = await serve(json(completion()));
    const answer = await new OpenRouter({ serverURL: url }).chat.send({ ...question, stream });
    expect(answer).toHaveProperty("choices");
    expect(answer).not.toBeInstanceOf(ReadableStream);
  });

  test("after white space", async () => {
    const { url } = await serve(json(`\n         \n\n         \n${JSON.stringify(completion("x"))}`));
    const answer = await new OpenRouter({ serverURL: url }).chat.send(question);
    expect(answer.choices[0]?.message.content).toBe("x");
  });
});

describe("chatSend", () => {
  test("answers a result and, asked for it, the exchange", async () => {
    const { url } = await serve(json(completion("x"), 200, { "x-generation-id": "gen-1" }));
    const promise = chatSend(new OpenRouterCore({ serverURL: url }), question);
    const result = await promise;
    expect(result).toMatchObject({ ok: true, value: { choices: [{ message: { content: "x" } }] } });
    const [again, call] = await promise.$inspect();
    expect(again).toBe(result);
    expect(call).toMatchObject({ status: "complete" });
    expect(call.request?.url).toBe(`${url}/chat/completions`);
    expect(call.request?.method).toBe("POST");
    expect(await call.request?.json()).toEqual(question);
    expect(call.response?.headers.get("x-generation-id")).toBe("gen-1");
  });

  test("is a promise", async () => {
    const { url } = await serve(json(completion("x")));
    const client = new OpenRouterCore({ serverURL: url });
    const settled = vi.fn();
    expect(await chatSend(client, question).then((result) => result.ok)).toBe(true);
    expect((await chatSend(client, question).catch(() => undefined))?.ok).toBe(true);
    expect((await chatSend(client, question).finally(settled)).ok).toBe(true);
    expect(settled).toHaveBeenCalledOnce();
  });

  test.each([
    ["no client", () => chatSend(undefined as never, question)],
    ["no request", () => chatSend(new OpenRouterCore(), undefined as never)],
    ["null options", () => chatSend(new OpenRouterCore({ serverURL: "no URL" }), question, null as never)],
    ["messages not an array", () => chatSend(new OpenRouterCore(), { model: "m", messages: 1 as never })],
  ])("neither throws nor rejects: %s", async (_, send) => {
    const [result, call] = await send().$inspect();
    expect(result.ok).toBe(false);
    expect(result.error).toBeInstanceOf(Error);
    expect(call).toEqual({ status: "invalid" });
  });

  test("refuses what cannot be sent with the path to it", async () => {
    const { error } = await chatSend(new OpenRouterCore(), { ...question, temperature: Number.NaN });
    expect(error).toBeInstanceOf(SDKValidationError);
    expect((error as SDKValidationError).path).toContain("temperature");
  });
});

describe("the server's address", () => {
  test.each([
    ["", "/api/v1/chat/completions"],
    ["/", "/api/v1/chat/completions"],
    ["///", "/api/v1/chat/completions"],
    ["?tenant=a&b=c", "/api/v1/chat/completions?tenant=a&b=c"],
    ["/?tenant=a#part", "/api/v1/chat/completions?tenant=a"],
  ])("base URL ending in %j", async (ending, expected) => {
    const { url, received } = await serve(json(completion()));
    await new OpenRouter({ serverURL: url + ending }).chat.send(question);
    expect(received[0]?.url).toBe(expected);
  });

  test("of the call goes before the client's, and the client's before the environment's", async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map(() => serve(json(completion()))));
    vi.stubEnv("OPENROUTER_BASE_URL", a!.url);
    const fromEnvironment = new OpenRouter();
    const fromOptions = new OpenRouter({ serverURL: new URL(b!.url) });
    await fromEnvironment.chat.send(question);
    await fromOptions.chat.send(question);
    await fromOptions.chat.send(question, { serverURL: c!.url });
    expect([a, b, c].map((server) => server!.received.length)).toEqual([1, 1, 1]);
  });

  test("is the public API's unless something says otherwise", async () => {
    const seen: string[] = [];
    const fetcher = (async (request: Request) => {
      seen.push(request.url);
      return Response.json(completion());
    }) as typeof fetch;
    const { HTTPClient } = await import("../src/index.js");
    const httpClient = new HTTPClient({ fetcher });
    vi.stubEnv("OPENROUTER_BASE_URL", "");
    await new OpenRouter({ httpClient }).chat.send(question);
    vi.stubEnv("OPENROUTER_BASE_URL", "http://elsewhere.invalid");
    await new OpenRouter({ httpClient, server: "production" }).chat.send(question);
    expect(seen).toEqual(Array(2).fill("https://openrouter.ai/api/v1/chat/completions"));
  });

  test.each(["localhost:8080/api/v1", "not a URL", "ftp://127.0.0.1", "http://user:secret@127.0.0.1/"])(
    "that is none is an InvalidRequestError: %s",
    async (serverURL) => {
      const { error } = await chatSend(new OpenRouterCore({ serverURL }), question);
      expect(error).toBeInstanceOf(InvalidRequestError);
      expect(error?.message).toContain("serverURL");
      expect(error?.message).not.toContain("secret");
    },
  );
});

describe("the key", () => {
  const sent = async (options: ConstructorParameters<typeof OpenRouter>[0]) => {
    const { url, received } = await serve(json(completion()));
    await new OpenRouter({ serverURL: url, ...options }).chat.send(question);
    return received[0]?.headers.authorization;
  };

  test("comes from a string, a function or the environment", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "from-env");
    expect(await sent({ apiKey: "a" })).toBe("Bearer a");
    expect(await sent({ apiKey: " a\n" })).toBe("Bearer a");
    expect(await sent({ apiKey: async () => "b" })).toBe("Bearer b");
    expect(await sent({ apiKey: "" })).toBe("Bearer from-env");
    expect(await sent({})).toBe("Bearer from-env");
  });

  test("is not sent when there is none", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "");
    expect(await sent({})).toBeUndefined();
  });

  test("function is asked for each call", async () => {
    const { url, received } = await serve(json(completion()));
    let count = 0;
    const client = new OpenRouter({ serverURL: url, apiKey: async () => `k${++count}` });
    await client.chat.send(question);
    await client.chat.send(question);
    expect(received.map(({ headers }) => headers.authorization)).toEqual(["Bearer k1", "Bearer k2"]);
  });

  test("function that fails is an InvalidRequestError", async () => {
    const cause = new Error("vault is sealed");
    const client = new OpenRouterCore({ apiKey: () => Promise.reject(cause) });
    const { error } = await chatSend(client, question);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ message: "Invalid apiKey: vault is sealed", cause });
  });

  test("that no header can carry is refused without showing it", async () => {
    const { error } = await chatSend(new OpenRouterCore({ apiKey: "sk-very\nsecret" }), question);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(`${error?.message} ${error?.cause}`).not.toContain("very");
  });
});

describe("headers", () => {
  test("attribute the request to an app", async () => {
    const { url, received } = await serve(json(completion()));
    const client = new OpenRouter({
      serverURL: url,
      httpReferer: "https://app.test",
      appTitle: "App",
      userAgent: "ua/1",
    });
    await client.chat.send(question);
    expect(received[0]?.headers).toMatchObject({
      "http-referer": "https://app.test",
      "x-title": "App",
      "x-openrouter-title": "App",
      "user-agent": "ua/1",
    });
  });

  test("of the call go before fetchOptions', and those before the SDK's", async () => {
    const { url, received } = await serve(json(completion()));
    await new OpenRouter({ serverURL: url, apiKey: "k", appTitle: "App" }).chat.send(question, {
      headers: { "X-A": "call", AUTHORIZATION: "Basic x" },
      fetchOptions: {
        headers: [
          ["x-a", "nested"],
          ["x-b", "nested"],
          ["X-Title", "Other"],
        ],
      },
    });
    expect(received[0]?.headers).toMatchObject({
      "x-a": "call",
      "x-b": "nested",
      "x-title": "Other",
      authorization: "Basic x",
    });
  });

  test("that are empty leave the SDK's out", async () => {
    const { url, received } = await serve(json(completion()));
    await new OpenRouter({ serverURL: url, apiKey: "k" }).chat.send(question, {
      headers: { Authorization: "" },
    });
    expect(received[0]?.headers).not.toHaveProperty("authorization");
  });

  test("that are invalid are an InvalidRequestError", async () => {
    const { error } = await chatSend(new OpenRouterCore(), question, { headers: { "bad name": "x" } });
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error?.message).toContain("headers");
  });
});

test("options of fetch reach it, but neither method nor body", async () => {
  const { HTTPClient } = await import("../src/index.js");
  let seen: Request | undefined;
  const httpClient = new HTTPClient({
    fetcher: async (request) => {
      seen = request as Request;
      return Response.json(completion());
    },
  });
  const { ok } = await chatSend(new OpenRouterCore({ httpClient }), question, {
    cache: "no-store",
    fetchOptions: { redirect: "error", credentials: "omit", method: "PUT", body: "x" } as RequestInit,
  });
  expect(ok).toBe(true);
  expect(seen).toMatchObject({ cache: "no-store", redirect: "error", credentials: "omit", method: "POST" });
  expect(await seen?.json()).toEqual(question);
});

test("an impossible option of fetch is an InvalidRequestError", async () => {
  const { url, received } = await serve(json(completion()));
  const { error } = await chatSend(new OpenRouterCore({ serverURL: url }), question, {
    redirect: "sometimes" as RequestRedirect,
  });
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(received).toHaveLength(0);
});

test("the debug logger sees the exchange without secrets", async () => {
  const { url } = await serve(json(completion(), 200, { "set-cookie": "session=abc" }));
  const lines: string[] = [];
  const debugLogger = { log: (...parts: unknown[]) => lines.push(JSON.stringify(parts)) };
  await new OpenRouter({ serverURL: `${url}?key=hidden`, apiKey: "sk-hidden", debugLogger }).chat.send(
    question,
    {
      headers: { "x-api-key": "hidden" },
    },
  );
  const log = lines.join("\n");
  expect(lines).toHaveLength(2);
  expect(log).toContain(`["POST ${url}/chat/completions`);
  expect(log).toContain('"content-type":"application/json"');
  expect(log).toContain('"authorization":"(redacted)"');
  expect(log).toContain('\\"content\\":\\"Hi\\"');
  expect(log).toContain('["HTTP 200');
  expect(log).not.toMatch(/hidden|abc/);
});

test("OPENROUTER_DEBUG logs to the console", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const { url } = await serve(json(completion()));
  const client = new OpenRouter({ serverURL: url });
  await client.chat.send(question);
  expect(log).not.toHaveBeenCalled();
  vi.stubEnv("OPENROUTER_DEBUG", "1");
  await client.chat.send(question);
  expect(log.mock.calls.map(([title]) => title)).toEqual([
    `POST ${url}/chat/completions`,
    `HTTP 200 from ${url}/chat/completions`,
  ]);
});
