import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../src/engine/types.js";
import { errorResponseSchema } from "../src/formats/chat-completions/schema/response.js";
import {
  generationSchema,
  healthSchema,
  modelCountSchema,
  modelListSchema,
  modelResponseSchema,
  modelSchema,
} from "../src/http/openapi/responses.js";
import { routes } from "../src/http/routes/index.js";
import { createEngine, startServer } from "../src/index.js";
import type { RunningServer, StartServerOptions } from "../src/options.js";
import { ask, askStreamed } from "./support/chat.js";
import { rawRequest, readAnswer } from "./support/raw-request.js";
import { serve, startTinyEngine, tinyId } from "./support/server.js";
import { tinyModelTokens } from "./support/tiny-model.js";

let folder: string;
let engine: Engine;
const servers: RunningServer[] = [];
let plain: RunningServer;

/** A server with these options; they all share one engine. */
const start = async (options: Partial<StartServerOptions> = {}) => {
  const server = await serve(engine, options);
  servers.push(server);
  return server;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openrouter-http-"));
  engine = await startTinyEngine();
  plain = await start();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close(0)));
  await engine.close();
  await rm(folder, { recursive: true });
});

const path = "/api/v1/chat/completions";
const body = JSON.stringify({ messages: [{ role: "user", content: "Hello" }], max_tokens: 2 });

/** Sends a body as it is. */
const send = async (text: string | Uint8Array<ArrayBuffer>, server = plain) => {
  const response = await fetch(server.url + path, { method: "POST", body: text });
  return { status: response.status, ...errorResponseSchema.parse(await response.json()) };
};

const envelopeIn = (answer: string) => errorResponseSchema.parse(readAnswer(answer).body);

/** A request with headers that fetch does not let through. */
const get = (server: RunningServer, target: string, headers: Record<string, string>) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    httpRequest(server.url + target, { headers }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    })
      .on("error", reject)
      .end();
  });

describe("a broken body", () => {
  it.each([
    ['{"messages": [}', "value expected at line 1, column 15 (position 14)"],
    ['{\n  "a": 1,\n}', "line 3, column 1 (position 12)"],
    ['{"a": 1', "line 1, column 8 (position 7)"],
    ["{'a': 1}", "line 1, column 2 (position 1)"],
    ['{"a": 1} x', "line 1, column 10 (position 9)"],
    ["", "nothing that can be read"],
    ["  \n", "nothing that can be read"],
  ])("%j is refused with the position", async (text, where) => {
    const { status, error } = await send(text);
    expect(status).toBe(400);
    expect(error.message).toContain(where);
  });

  it.each(["[]", "null", "3", '"text"', "true"])("%s is refused for not being an object", async (text) => {
    const { status, error } = await send(text);
    expect(status).toBe(400);
    expect(error).toMatchObject({ param: null, message: `The body must be an object, got ${text}` });
  });

  it("may not nest deeply", async () => {
    const nested = (depth: number) => `{"x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect((await send(nested(100_000))).error.message).toContain("deeper than the 64 levels");
    expect((await send(nested(64))).error.message).toContain("deeper");
    expect((await send(nested(63))).error.param).toBe("messages");
    expect((await send(`{"x":"${"[".repeat(100)}"}`)).error.param).toBe("messages");
  });

  it("may hold huge numbers only where any number fits", async () => {
    for (const [field, number] of [
      ["temperature", "1e999"],
      ["max_tokens", "1e308"],
      ["seed", "9007199254740993"],
    ]) {
      const { status, error } = await send(`${body.slice(0, -1)},"${field}":${number}}`);
      expect(status).toBe(400);
      expect(error.param).toBe(field);
    }
  });

  it("may not hold half a surrogate pair, nor bytes that are not UTF-8", async () => {
    const lone = await send('{"messages":[{"role":"user","content":"a\\ud800b"}]}');
    expect(lone).toMatchObject({ status: 400, error: { param: "messages[0].content" } });
    const key = await send('{"messages":[{"role":"user","content":"a"}],"metadata":{"\\udfff":"x"}}');
    expect(key).toMatchObject({ status: 400, error: { param: "metadata" } });
    expect((await send(Uint8Array.from([0x22, 0xff, 0x22]))).error.message).toBe(
      "The body is not valid UTF-8",
    );
    expect((await ask(plain, { messages: [{ role: "user", content: "😀" }], max_tokens: 1 })).status).toBe(
      200,
    );
  });

  it("may not be larger than the limit, declared or not", async () => {
    const server = await start({ limits: { bodyBytes: 1_000 } });
    expect(await send(" ".repeat(1_001), server)).toMatchObject({
      status: 413,
      error: { type: "payload_too_large" },
    });
    const pieces = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 5; i++) controller.enqueue(new TextEncoder().encode(" ".repeat(300)));
        controller.close();
      },
    });
    const init = { method: "POST", body: pieces, duplex: "half" };
    expect((await fetch(server.url + path, init as RequestInit)).status).toBe(413);
    expect((await fetch(server.url + path, { method: "POST", body })).status).toBe(200);
  });

  it("of 50 MB is refused at once", async () => {
    expect(await send(new Uint8Array(50 * 1024 * 1024))).toMatchObject({ status: 413 });
  });

  it("must arrive in time, and so must the headers", async () => {
    const server = await start({ limits: { receiveMs: 100 } });
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\n`;
    const slowBody = await rawRequest(server.port, `${head}Content-Length: 100\r\n\r\n{"mess`);
    expect(slowBody).toMatch(/^HTTP\/1\.1 408 /);
    expect(envelopeIn(slowBody).error).toMatchObject({ code: 408, type: "timeout" });
    const slowHead = await rawRequest(server.port, head);
    expect(slowHead).toMatch(/^HTTP\/1\.1 408 /);
    expect(envelopeIn(slowHead).error).toMatchObject({ code: 408, type: "timeout" });
  });
});

describe("a broken request", () => {
  it("after a stream has begun writes nothing into it", async () => {
    const streamed = JSON.stringify({
      messages: [{ role: "user", content: "Hello" }],
      logit_bias: { 0: -100, 2: -100 },
      stream: true,
    });
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${streamed.length}\r\n\r\n`;
    const received = await new Promise<string>((resolve, reject) => {
      let text = "";
      const socket = connect(plain.port, "127.0.0.1", () => socket.write(head + streamed));
      socket.setEncoding("utf8").on("data", (part) => {
        const begun = text.includes("data: ");
        text += part;
        if (!begun && text.includes("data: ")) socket.write("garbage\r\n\r\n");
      });
      socket.on("close", () => resolve(text)).on("error", reject);
    });
    expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(received).toContain("data: {");
  });

  it("that is not HTTP is answered in the envelope", async () => {
    expect(envelopeIn(await rawRequest(plain.port, "nonsense\r\n\r\n")).error.code).toBe(400);
    const long = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(100_000)}\r\n\r\n`;
    expect(envelopeIn(await rawRequest(plain.port, long)).error.code).toBe(431);
  });

  it.each(["/", "/nope", "/api/v1", "/api/v1/chat", "/api/v1/chat/completions/", "/%zz", "/%00"])(
    "to %s is answered with 404",
    async (target) => {
      const { status, text } = await get(plain, target, {});
      expect(status).toBe(404);
      expect(errorResponseSchema.parse(JSON.parse(text)).error.type).toBe("not_found");
    },
  );

  it.each([
    ["GET", path, "POST"],
    ["PUT", path, "POST"],
    ["OPTIONS", path, "POST"],
    ["POST", "/api/v1/models", "GET"],
    ["DELETE", "/api/v1/generation", "GET"],
    ["POST", "/health", "GET"],
    ["POST", "/api/v1/models/test/tiny-random/endpoints", "GET"],
    ["DELETE", "/api/v1/models/test%2Ftiny-random", "GET"],
    ["PUT", "/api/v1/models/count", "GET"],
  ])("%s %s is answered with 405 and Allow: %s", async (method, target, allow) => {
    const response = await fetch(plain.url + target, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe(allow);
    expect(errorResponseSchema.parse(await response.json()).error.code).toBe(405);
  });
});

describe("the package", () => {
  it("has what its document uses", () => {
    expect(typeof createEngine).toBe("function");
    expect(typeof startServer).toBe("function");
  });
});

describe("endpoints", () => {
  it("list the models in OpenRouter's shape", async () => {
    const list = modelListSchema.parse(await (await fetch(`${plain.url}/api/v1/models`)).json());
    expect(list.data).toHaveLength(1);
    expect(list.data[0]).toMatchObject({
      id: tinyId,
      context_length: 2048,
      pricing: { prompt: "0", completion: "0" },
      architecture: { input_modalities: ["text"], output_modalities: ["text"] },
    });
    expect(list.data[0]!.supported_parameters).toEqual(
      expect.arrayContaining(["tools", "seed", "logit_bias"]),
    );
    expect(list.data[0]!.supported_parameters).not.toContain("reasoning");
  });

  it.each(["models/test%2Ftiny-random", "models/test/tiny-random", "models/tiny-random"])(
    "describe one model at %s",
    async (target) => {
      const found = modelSchema.parse(await (await fetch(`${plain.url}/api/v1/${target}`)).json());
      expect(found).toMatchObject({ id: tinyId, object: "model", owned_by: "test" });
    },
  );

  it("describe one model as OpenRouter does, count them, and say which is not there", async () => {
    const get = async (target: string) => {
      const response = await fetch(`${plain.url}/api/v1/${target}`);
      return { status: response.status, body: await response.json() };
    };
    expect(modelResponseSchema.parse((await get("model/test/tiny-random")).body).data.id).toBe(tinyId);
    expect(modelCountSchema.parse((await get("models/count")).body).data.count).toBe(1);
    const missing = await get("models/no%2Fsuch");
    expect(missing.status).toBe(404);
    expect(errorResponseSchema.parse(missing.body).error.message).toBe('No model named "no/such" here');
  });

  it("with a name in their path are counted under their pattern", async () => {
    await fetch(`${plain.url}/api/v1/models/test/tiny-random/endpoints`);
    const text = await (await fetch(`${plain.url}/metrics`)).text();
    expect(text).toContain(
      'openrouter_http_requests_total{method="GET",route="/api/v1/models/:author/:slug/endpoints",status="200"}',
    );
  });

  it("tell of a generation, and 404 for one that is not there", async () => {
    const { body: answer } = await ask(plain, { max_tokens: 2 });
    const found = await fetch(`${plain.url}/api/v1/generation?id=${answer.id}`);
    expect(generationSchema.parse(await found.json()).data).toMatchObject({
      id: answer.id,
      tokens_prompt: answer.usage.prompt_tokens,
      streamed: false,
      cancelled: false,
    });
    expect((await fetch(`${plain.url}/api/v1/generation?id=gen-0-x`)).status).toBe(404);
    expect((await fetch(`${plain.url}/api/v1/generation`)).status).toBe(400);
  });

  it("report health and metrics", async () => {
    expect(healthSchema.parse(await (await fetch(`${plain.url}/health`)).json()).status).toBe("ok");
    const metric = async (line: RegExp) => {
      const text = await (await fetch(`${plain.url}/metrics`)).text();
      return Number(line.exec(text)?.[1] ?? Number.NaN);
    };
    const completion = /openrouter_tokens_total\{model="test\/tiny-random",kind="completion"\} (\d+)/;
    const before = (await metric(completion)) || 0;
    await ask(plain, { max_tokens: 3, logit_bias: { 0: -100, 2: -100 } });
    expect(await metric(completion)).toBe(before + 3);
    const cached = /openrouter_tokens_total\{model="test\/tiny-random",kind="cached"\} (\d+)/;
    const found = (await metric(cached)) || 0;
    const { body: again } = await ask(plain, { max_tokens: 3 });
    expect(again.usage.prompt_tokens_details.cached_tokens).toBe(again.usage.prompt_tokens - 1);
    expect(await metric(cached)).toBe(found + again.usage.prompt_tokens - 1);
    expect(
      await metric(/openrouter_engine_requests\{model="test\/tiny-random",state="capacity"\} (\d+)/),
    ).toBe(4);
    // Records gather for a moment before they are written.
    await expect.poll(() => metric(/^openrouter_records_waiting (\d+)$/m)).toBe(0);
    expect(await metric(/^openrouter_records_lost_total (\d+)$/m)).toBe(0);
  });
});

describe("authentication", () => {
  const authorized = (key: string) => ({ headers: { Authorization: `Bearer ${key}` } });

  it("is required as soon as there are keys", async () => {
    const server = await start({ apiKeys: ["sk-one", "sk-two"] });
    for (const headers of [
      {},
      { Authorization: "Bearer sk-three" },
      { Authorization: "Basic c2s6" },
      { Authorization: "Bearer" },
    ]) {
      const { status, headers: answered, body: answer } = await ask(server, {}, { headers } as RequestInit);
      expect(status).toBe(401);
      expect(answered.get("WWW-Authenticate")).toBe("Bearer");
      expect(errorResponseSchema.parse(answer).error.type).toBe("authentication");
    }
    expect((await ask(server, { max_tokens: 1 }, authorized("sk-one"))).status).toBe(200);
    expect((await ask(server, { max_tokens: 1 }, authorized("sk-two"))).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  it("is refused by default: only routes that say so are public", async () => {
    const webRoot = await mkdtemp(join(folder, "page-"));
    await writeFile(join(webRoot, "index.html"), "<!doctype html>");
    const server = await start({ apiKeys: ["sk-one"], webRoot });
    const status = async (method: string, target: string) =>
      (await fetch(server.url + target, { method })).status;
    expect(routes.filter(({ access }) => access === "public").map(({ path }) => path)).toEqual([
      "/api/v1/embeddings/models",
      "/api/v1/models",
      "/api/v1/models/count",
      "/api/v1/models/:id",
      "/api/v1/models/:author/:slug",
      "/api/v1/model/:author/:slug",
      "/api/v1/providers",
      "/api/v1/openapi.json",
      "/health",
      "/ready",
    ]);
    for (const { method, path: pattern, access } of routes) {
      const target = pattern.replace(":author", "test").replace(/:slug|:id/, "tiny-random");
      if (access === "public") expect(await status(method, target)).toBe(200);
      else expect(await status(method, target)).toBe(401);
    }
    for (const target of ["/api", "/api/v1/nothing", "/api/v2/chat/completions"]) {
      expect(await status("GET", target)).toBe(401);
    }
    expect(await status("POST", "/anything")).toBe(401);
    expect(await status("GET", "/")).toBe(200);
  });

  it("shows a generation only to the key that asked for it", async () => {
    const server = await start({ apiKeys: ["sk-one", "sk-two"] });
    const { body: answer } = await ask(server, { max_tokens: 1 }, authorized("sk-one"));
    const status = async (key: string) =>
      (await fetch(`${server.url}/api/v1/generation?id=${answer.id}`, authorized(key))).status;
    expect(await status("sk-one")).toBe(200);
    expect(await status("sk-two")).toBe(404);
  });

  it("is the condition for serving others", async () => {
    await expect(start({ host: "0.0.0.0" })).rejects.toThrow(/host is 0\.0\.0\.0.*apiKeys/);
    await expect(start({ host: "example.com" })).rejects.toThrow(/apiKeys/);
    const open = await start({ host: "0.0.0.0", apiKeys: ["sk-one"] });
    expect((await fetch(`http://127.0.0.1:${open.port}/health`)).status).toBe(200);
  });
});

describe("browsers", () => {
  it("can't be led here by a foreign host name or page while there are no keys", async () => {
    expect((await get(plain, "/health", { Host: "evil.example" })).status).toBe(403);
    expect((await get(plain, "/health", { Host: `localhost:${plain.port}` })).status).toBe(200);
    expect((await get(plain, "/health", { Host: `[::1]:${plain.port}` })).status).toBe(200);
    expect((await get(plain, "/health", { Origin: "https://evil.example" })).status).toBe(403);
    expect((await get(plain, "/health", { Origin: plain.url })).status).toBe(200);
    const named = await start({ allowedHosts: ["chat.local"] });
    expect((await get(named, "/health", { Host: "chat.local" })).status).toBe(200);
  });

  it("get no CORS headers unless configured, and then only for those origins", async () => {
    const app = "https://app.example";
    const server = await start({ cors: [app] });
    const preflight = (target: RunningServer, origin: string) =>
      fetch(target.url + path, {
        method: "OPTIONS",
        headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
      });
    expect((await preflight(plain, app)).headers.get("Access-Control-Allow-Origin")).toBeNull();
    const allowed = await preflight(server, app);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe(app);
    const other = await preflight(server, "https://evil.example");
    expect(other.headers.get("Access-Control-Allow-Origin")).toBeNull();
    const failed = await ask(server, { n: 9 }, { headers: { Origin: app } });
    expect(failed.status).toBe(400);
    expect(failed.headers.get("Access-Control-Allow-Origin")).toBe(app);
    const streamed = await askStreamed(server, { max_tokens: 1 }, { headers: { Origin: app } });
    expect(streamed.headers.get("Access-Control-Expose-Headers")).toContain("X-Generation-Id");
  });

  it("get the chat page with a policy against foreign code", async () => {
    const webRoot = await mkdtemp(join(folder, "web-"));
    await writeFile(join(webRoot, "index.html"), "<!doctype html><title>Chat</title>");
    await writeFile(join(webRoot, "app.js"), "export {};");
    await writeFile(join(folder, "secret.txt"), "secret");
    const server = await start({ webRoot });
    const page = await fetch(`${server.url}/`);
    expect(await page.text()).toContain("<title>Chat</title>");
    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect(page.headers.get("Content-Security-Policy")).toMatch(/default-src 'self'; script-src 'self';/);
    expect((await fetch(`${server.url}/app.js`)).headers.get("Content-Type")).toContain("javascript");
    for (const target of ["/missing.js", "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt"]) {
      expect((await get(server, target, {})).status).toBe(404);
    }
    expect((await ask(server, { max_tokens: 1 })).status).toBe(200);
  });
});

describe("the log", () => {
  const logged = async (options: Partial<StartServerOptions>) => {
    const lines: string[] = [];
    const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    const server = await start({ logger, ...options });
    await ask(server, {
      messages: [{ role: "user", content: "a secret" }],
      max_tokens: 2,
      // The letter q.
      logit_bias: { [tinyModelTokens.firstByte + 113]: 100 },
      user: "secret user",
      session_id: "secret session",
      metadata: { secret: "data" },
    });
    await ask(server, { messages: [{ role: "user", content: "a secret" }], n: 9 });
    await server.close();
    return lines.join("");
  };

  it("has a line for each request and generation, and nothing of what was said or by whom", async () => {
    const text = await logged({});
    expect(text).toContain('"msg":"request"');
    expect(text).toContain('"msg":"generation"');
    expect(text).toContain('"status":400');
    expect(text).not.toContain("secret");
  });

  it("has the messages and answers when asked to", async () => {
    const text = await logged({ logPrompts: true });
    expect(text).toContain("a secret");
    expect(text).toContain('"user":"secret user","sessionId":"secret session","metadata":{"secret":"data"}');
    expect(text).toMatch(/"answers":\[\{"role":"assistant","content":"qq"/);
  });
});
