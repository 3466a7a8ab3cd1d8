import { describe, expect, test } from "vitest";
import { OpenRouterCore } from "../src/core.js";
import { chatSend } from "../src/funcs/chatSend.js";
import { OpenRouter } from "../src/index.js";
import {
  ChatError,
  ConnectionError,
  HTTPClientError,
  OpenRouterDefaultError,
  OpenRouterError,
  RequestTimeoutError,
  ResponseValidationError,
  SDKError,
} from "../src/models/errors/index.js";
import { question } from "./support/request.js";
import { chunk, closedPort, completion, type Handler, json, serve, serveTcp } from "./support/server.js";

const once = { retries: { strategy: "none" } } as const;

/** The error that a call to this server ends with, without retries. */
async function errorOf(handler: Handler, request: object = {}): Promise<OpenRouterError> {
  const { url } = await serve(handler);
  const result = await chatSend(new OpenRouterCore({ serverURL: url }), { ...question, ...request }, once);
  expect(result.ok).toBe(false);
  return result.error as OpenRouterError;
}

const html = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>no</body></html>";

describe("the class follows the status, whatever the body", () => {
  const bodies: [string, string, string][] = [
    ["the envelope", '{"error":{"code":402,"message":"m","param":null,"type":"t"}}', "application/json"],
    ["no code", '{"error":{"message":"m"}}', "application/json"],
    ["a null code", '{"error":{"code":null,"message":"m"}}', "application/json"],
    ["no message", '{"error":{"code":1}}', "application/json"],
    ["a string as error", '{"error":"m"}', "application/json"],
    ["null as error", '{"error":null}', "application/json"],
    ["null as message", '{"message":null}', "application/json"],
    ["another JSON", '{"detail":"m"}', "application/json"],
    ["a JSON string", '"m"', "application/json"],
    ["JSON null", "null", "application/json"],
    ["choices that are none", '{"choices":[null,5]}', "application/json"],
    ["HTML as JSON", html, "application/json"],
    ["HTML", html, "text/html"],
    ["half a JSON", '{"error":{"mess', "application/json"],
    ["nothing", "", "application/json"],
    ["nothing of no type", "", ""],
  ];
  const statuses = [400, 401, 402, 403, 404, 408, 412, 413, 418, 422, 429, 500, 501, 502, 503, 504, 524, 529];

  test.each(bodies)("%s", async (_, body, type) => {
    const { url } = await serve((response, request) => {
      const status = Number(/\d+$/.exec(request.headers["x-status"] as string)?.[0]);
      response.writeHead(status, type ? { "content-type": type } : {});
      response.end(body);
    });
    for (const stream of [false, true]) {
      for (const status of statuses) {
        const client = new OpenRouterCore({ serverURL: url });
        const { error } = await chatSend(
          client,
          { ...question, stream },
          {
            ...once,
            headers: { "x-status": `${status}` },
          },
        );
        const expected = [400, 401, 429, 500].includes(status) ? ChatError : OpenRouterDefaultError;
        expect(error).toBeInstanceOf(expected);
        expect(error).toBeInstanceOf(OpenRouterError);
        const failure = error as OpenRouterError;
        expect(failure.name).toBe(expected.prototype.name);
        expect(failure).toMatchObject({ statusCode: status, body, contentType: type });
        expect(failure.rawResponse.status).toBe(status);
        expect(failure.headers).toBe(failure.rawResponse.headers);
        expect(failure.message).not.toBe("");
        expect(failure.message).not.toMatch(/undefined|\[object/);
        expect(failure.error).toBeTypeOf("object");
      }
    }
  });
});

describe("what an error tells", () => {
  test("the error of the body", async () => {
    const detail = {
      code: "model_not_found",
      message: "No such model",
      param: "model",
      type: "invalid_request_error",
      metadata: { error_type: "not_found", some_key: { other_key: 1 } },
    };
    const headers = { "x-request-id": "req-1", "x-generation-id": "gen-1" };
    const error = await errorOf(json({ error: detail, user_id: "user_1", more_there: 1 }, 404, headers));
    expect(error.error).toEqual(detail);
    expect(error.data$).toMatchObject({ error: detail, userId: "user_1", more_there: 1 });
    expect(error).toMatchObject({ requestId: "req-1", generationId: "gen-1" });
    expect(error.message).toBe("No such model");
  });

  test("the request's id as the gateway gave it", async () => {
    expect((await errorOf(json({}, 500, { "cf-ray": "ray-1" }))).requestId).toBe("ray-1");
    expect((await errorOf(json({}, 500))).requestId).toBeUndefined();
  });

  test.each([
    ["JSON text", JSON.stringify({ error: { message: "Too many tokens" } })],
    ["an object", { error: { message: "Too many tokens" } }],
    ["a message without envelope", { message: "Too many tokens" }],
    ["a string in the envelope", '{"error":"Too many tokens"}'],
    ["text", "Too many tokens"],
  ])("the upstream's message from %s", async (_, raw) => {
    const metadata = { raw, provider_name: "Acme" };
    const error = await errorOf(
      json({ error: { code: 400, message: "Provider returned error", metadata } }, 400),
    );
    expect(error).toMatchObject({ upstreamMessage: "Too many tokens", providerName: "Acme" });
    expect(error.message).toBe("Provider returned error");
  });

  test.each([[null], [5], [{}], [{ error: { status: 1 } }], [[]]])(
    "no upstream's message from %j",
    async (raw) => {
      const error = await errorOf(json({ error: { code: 400, message: "m", metadata: { raw } } }, 400));
      expect(error.upstreamMessage).toBeUndefined();
      expect(error.message).toBe("m");
    },
  );

  test("what came as `error`, even if it says nothing", async () => {
    const error = await errorOf(json({ error: "", other: 1 }, 502));
    expect(error.data$).toEqual({ error: "", other: 1 });
  });

  test("an HTML page's words", async () => {
    const error = await errorOf(json(html, 502));
    expect(error.message).toBe("502 Bad Gateway no");
    expect(error.body).toBe(html);
    expect(error.data$).toBeUndefined();
  });

  test("is readable in a log", async () => {
    const { inspect } = await import("node:util");
    const error = await errorOf(json({ error: { code: 400, message: "Bad model" } }, 400));
    const printed = inspect(error);
    expect(printed).toMatch(/^ChatError: Bad model/);
    expect(printed).not.toContain("Response {");
  });
});

describe("a 200 that carries an error", () => {
  test.each([
    [429, ChatError, 429],
    ["429", ChatError, 429],
    [502, OpenRouterDefaultError, 502],
    ["server_error", ChatError, 500],
    [null, ChatError, 500],
    [undefined, ChatError, 500],
    [200, ChatError, 500],
    [99_999, ChatError, 500],
  ])("with code %j", async (code, Class, statusCode) => {
    for (const stream of [false, true]) {
      const error = await errorOf(json({ error: { code, message: "m" }, user_id: "u" }), { stream });
      expect(error).toBeInstanceOf(Class);
      expect(error).toMatchObject({ statusCode, error: { message: "m" }, data$: { userId: "u" } });
      expect(error.rawResponse.status).toBe(200);
    }
  });

  test("as a string", async () => {
    const error = await errorOf(json({ error: "boom" }));
    expect(error).toBeInstanceOf(ChatError);
    expect(error.message).toBe("boom");
  });

  test("after white space", async () => {
    const error = await errorOf(json(`\n         \n{"error":{"code":503,"message":"m"}}`));
    expect(error).toBeInstanceOf(OpenRouterDefaultError);
  });

  test("in a choice, with a part of the answer", async () => {
    const answer = completion("Once upon");
    answer.choices = [
      {
        index: 0,
        finish_reason: "error",
        native_finish_reason: "abort",
        message: { role: "assistant", content: "Once upon" },
        error: { code: 502, message: "Upstream went away" },
      },
    ];
    const { url, received } = await serve(json(answer));
    const { error } = await chatSend(new OpenRouterCore({ serverURL: url }), question);
    expect(error).toBeInstanceOf(OpenRouterDefaultError);
    expect(error).toMatchObject({
      statusCode: 502,
      message: "Upstream went away",
      data$: { choices: [{ finishReason: "error", message: { content: "Once upon" } }] },
    });
    // What was generated was paid for: not again without being asked.
    expect(received).toHaveLength(1);
  });

  test("null is no error", async () => {
    const { url } = await serve(json({ ...completion(), error: null }));
    expect((await chatSend(new OpenRouterCore({ serverURL: url }), question)).ok).toBe(true);
  });
});

describe("a success that is no chat completion", () => {
  test.each([
    ["text", "It works!"],
    ["an HTML page", html],
    ["nothing", ""],
    ["half an answer", JSON.stringify(completion()).slice(0, 80)],
    ["null", "null"],
    ["a number", "7"],
    ["an array", "[]"],
    ["another object", '{"status":"ok"}'],
    ["choices that are no list", '{"choices":{}}'],
  ])("is a ResponseValidationError: %s", async (_, body) => {
    for (const stream of [false, true]) {
      const error = await errorOf(json(body), { stream });
      expect(error).toBeInstanceOf(ResponseValidationError);
      expect(error).toMatchObject({ statusCode: 200, body });
    }
  });

  test("keeps why it could not be parsed", async () => {
    expect((await errorOf(json("It works!"))).cause).toBeInstanceOf(SyntaxError);
  });

  test("also when it is a whole answer instead of a stream", async () => {
    const error = await errorOf(json(completion("x")), { stream: true });
    expect(error).toBeInstanceOf(ResponseValidationError);
    expect(error.message).toContain("Not an event stream");
    expect(error.body).toContain("x");
  });

  test.each(["text/event-stream", "text/plain", "application/octet-stream", "Application/JSON", ""])(
    "a stream that is none is shown under the content type %j",
    async (type) => {
      const answer =
        (body: string): Handler =>
        (response) => {
          response.writeHead(200, type ? { "content-type": type } : {});
          response.end(body);
        };
      const page = await errorOf(answer(html), { stream: true });
      expect(page).toBeInstanceOf(ResponseValidationError);
      expect(page).toMatchObject({ body: html, message: expect.stringContaining("502 Bad Gateway") });
      const told = await errorOf(answer('{"error":{"code":401,"message":"no such key"}}'), { stream: true });
      expect(told).toBeInstanceOf(ChatError);
      expect(told).toMatchObject({ statusCode: 401, message: expect.stringContaining("no such key") });
    },
  );

  test("or a stream instead of a whole answer", async () => {
    const error = await errorOf((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: ${JSON.stringify(chunk("x", "stop"))}\n\n`);
    });
    expect(error).toBeInstanceOf(ResponseValidationError);
    expect(error.message).toContain("Not a chat completion");
  });
});

describe("no answer", () => {
  const failure = async (serverURL: string) => {
    const { error } = await chatSend(new OpenRouterCore({ serverURL }), question, once);
    return error as ConnectionError;
  };

  test("a closed port", async () => {
    const address = await closedPort();
    const error = await failure(address);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toBeInstanceOf(HTTPClientError);
    expect(error.message).toContain("ECONNREFUSED");
    expect(error.message).toContain(new URL(address).host);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.notSent).toBe(true);
  });

  test("a name without address", async () => {
    const error = await failure("http://no-such-host.invalid");
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toMatch(/ENOTFOUND|EAI_AGAIN/);
    expect(error.notSent).toBe(true);
  });

  test("a connection cut before the answer", async () => {
    const error = await failure(await serveTcp((socket) => socket.once("data", () => socket.destroy())));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.notSent).toBe(false);
  });

  test("a connection cut within the answer", async () => {
    const url = await serveTcp((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{");
        setTimeout(() => socket.destroy(), 20);
      });
    });
    const error = await failure(url);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.notSent).toBe(false);
  });

  test("an answer that is not HTTP", async () => {
    const error = await failure(
      await serveTcp((socket) => socket.once("data", () => socket.end("220 smtp\r\n"))),
    );
    expect(error).toBeInstanceOf(ConnectionError);
  });

  test("chat.send rejects with what chatSend answers", async () => {
    const send = new OpenRouter({ serverURL: await closedPort() }).chat.send(question, once);
    await expect(send).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe("nothing secret is shown", () => {
  const key = "sk-or-v1-SECRET";

  test("by a client that is logged or serialised", async () => {
    const { inspect } = await import("node:util");
    for (const client of [new OpenRouter({ apiKey: key }), new OpenRouterCore({ apiKey: key })]) {
      const shown = inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client);
      expect(shown).not.toContain("SECRET");
    }
  });

  test.each<[string, ConstructorParameters<typeof OpenRouterCore>[0], object]>([
    ["a header of the call", {}, { headers: { authorization: `Bearer ${key}\nX` } }],
    [
      "a header of the call, nested",
      {},
      { fetchOptions: { headers: { authorization: `Bearer ${key}\u2026` } } },
    ],
    ["the key", { apiKey: `${key}\nx` }, {}],
    ["a URL's password", { serverURL: "http://u:SECRET@127.0.0.1/" }, {}],
    ["a URL's query", { serverURL: "htp://127.0.0.1/?token=SECRET" }, {}],
  ])("by an invalid request: %s", async (_, options, callOptions) => {
    const { inspect } = await import("node:util");
    const { error } = await chatSend(new OpenRouterCore(options), question, callOptions);
    expect(error?.name).toBe("InvalidRequestError");
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain("SECRET");
  });
});

describe("as JSON an error keeps what it tells", () => {
  const json = (error: unknown) => JSON.parse(JSON.stringify(error));

  test("of an answer", async () => {
    const answer = { error: { code: 429, message: "slow down" } };
    const error = await errorOf((response) => {
      response.writeHead(429, { "content-type": "application/json", "x-request-id": "req-1" });
      response.end(JSON.stringify(answer));
    });
    expect(json(error)).toMatchObject({
      name: "ChatError",
      message: "slow down",
      statusCode: 429,
      code: 429,
      requestId: "req-1",
      error: answer.error,
    });
  });

  test("of no answer, with the words of its cause", async () => {
    const { error } = await chatSend(new OpenRouterCore({ serverURL: await closedPort() }), question, once);
    expect(json(error)).toMatchObject({ name: "ConnectionError", message: error?.message, notSent: true });
    expect(json(error).cause).toContain("fetch failed");
  });

  test("of a request whose value JSON can't hold", async () => {
    const { error } = await chatSend(new OpenRouterCore(), { ...question, seed: 1n as unknown as number });
    expect(json(error)).toEqual({
      name: "SDKValidationError",
      message: error?.message,
      path: "seed",
      reason: "must be a JSON value, was bigint",
    });
  });
});

test("each class is told apart", async () => {
  const { error } = await chatSend(new OpenRouterCore({ serverURL: await closedPort() }), question, once);
  expect(error).toBeInstanceOf(SDKError);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(RequestTimeoutError);
  expect(error).not.toBeInstanceOf(OpenRouterError);
});
