import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../src/engine/types.js";
import { chatChunkSchema } from "../src/formats/chat-completions/schema/response.js";
import { healthSchema } from "../src/http/openapi/responses.js";
import type { StartServerOptions } from "../src/options.js";
import { ask, askStreamed, post, type Streamed } from "./support/chat.js";
import { serve, startTinyEngine, type TestServer } from "./support/server.js";
import { tinyModelTokens } from "./support/tiny-model.js";

/** One request at a time, four may wait. */
let single: Engine;
/** Four at a time. */
let several: Engine;
const servers: TestServer[] = [];
beforeAll(async () => {
  single = await startTinyEngine({ parallel: 1, queueLimit: 4 });
  several = await startTinyEngine();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});
afterAll(() => Promise.all([single.close(), several.close()]));

const start = async (engine: Engine, options?: Partial<StartServerOptions>) => {
  const server = await serve(engine, options);
  servers.push(server);
  return server;
};

const noEnd = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };
/** An answer that goes on until the context is full. */
const endless = { logit_bias: noEnd };
const short = { max_tokens: 3, logit_bias: noEnd };

/** Waits for something that must come about; the test's own time limit is the only one. */
const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
};

const firstChunk = async (response: Response) => {
  const reader = response.body!.getReader();
  let text = "";
  while (!text.includes("data: ")) text += new TextDecoder().decode((await reader.read()).value);
  return reader;
};

const recordOf = async ({ url }: { url: string }, id: string) => {
  const response = await fetch(`${url}/api/v1/generation?id=${id}`);
  return ((await response.json()) as { data: Record<string, unknown> }).data;
};

describe("the queue", () => {
  it("tells the place in it, and turns away past its end with Retry-After", async () => {
    const { url, engine } = await start(single);
    const leave = new AbortController();
    const running = await post({ url }, { ...endless, stream: true }, { signal: leave.signal });
    await firstChunk(running);
    const waiting = Array.from({ length: 4 }, () => askStreamed({ url }, short));
    await until(() => engine.load.waiting === 4);
    for (const stream of [true, false]) {
      const refused = await ask({ url }, { ...short, stream });
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
      expect(refused.body.error).toMatchObject({ code: 503, type: "provider_overloaded" });
    }
    leave.abort();
    const answers = await Promise.all(waiting);
    expect(answers.map((answer) => answer.done)).toEqual([true, true, true, true]);
    const positions = answers.map(({ comments }) => comments.filter((line) => line.includes("queue")));
    expect(positions[0]).toContain(": OPENROUTER PROCESSING queue position 1");
    expect(positions[3]).toContain(": OPENROUTER PROCESSING queue position 4");
    expect(positions[3]!.length).toBeGreaterThan(1);
  });

  it("repeats the comment while nothing else comes", async () => {
    const { url, engine } = await start(single, { limits: { keepAliveMs: 10 } });
    const leave = new AbortController();
    await firstChunk(await post({ url }, { ...endless, stream: true }, { signal: leave.signal }));
    const waiting = await post({ url }, { ...short, stream: true });
    const reader = waiting.body!.getReader();
    let text = "";
    while (text.split("queue position 1").length < 4)
      text += new TextDecoder().decode((await reader.read()).value);
    expect(engine.load.waiting).toBe(1);
    expect(text).not.toContain("data:");
    leave.abort();
    await reader.cancel();
  });

  it("is fair between users", async () => {
    const { url, engine } = await start(single);
    const leave = new AbortController();
    await firstChunk(await post({ url }, { ...endless, stream: true }, { signal: leave.signal }));
    const order: string[] = [];
    const enter = async (user: string) => {
      const before = engine.load.waiting;
      const answer = ask({ url }, { ...short, user }).then(() => order.push(user));
      await until(() => engine.load.waiting > before);
      return { answer };
    };
    const answers = [await enter("a"), await enter("a"), await enter("a"), await enter("b")];
    leave.abort();
    await Promise.all(answers.map(({ answer }) => answer));
    expect(order.indexOf("b")).toBeLessThanOrEqual(1);
  });

  // Only Linux answers to all of 127.0.0.0/8 as it is.
  it.skipIf(process.platform !== "linux")("is fair between addresses, whoever invents users", async () => {
    const { url, port, engine } = await start(single);
    const leave = new AbortController();
    await firstChunk(await post({ url }, { ...endless, stream: true }, { signal: leave.signal }));
    const order: string[] = [];
    const enter = async (localAddress: string, user: string) => {
      const before = engine.load.waiting;
      const answer = new Promise<void>((resolve, reject) => {
        const path = "/api/v1/chat/completions";
        const request = httpRequest(
          { port, host: "127.0.0.1", localAddress, path, method: "POST" },
          (response) => response.resume().once("end", () => resolve()),
        );
        const messages = [{ role: "user", content: "Hello" }];
        request.once("error", reject).end(JSON.stringify({ ...short, messages, user }));
      }).then(() => order.push(localAddress));
      await until(() => engine.load.waiting > before);
      return { answer };
    };
    const answers = [
      await enter("127.0.0.1", "invented 1"),
      await enter("127.0.0.1", "invented 2"),
      await enter("127.0.0.1", "invented 3"),
      await enter("127.0.0.2", "the only one"),
    ];
    leave.abort();
    await Promise.all(answers.map(({ answer }) => answer));
    expect(order.indexOf("127.0.0.2")).toBeLessThanOrEqual(1);
  });
});

describe("a client that leaves", () => {
  it.each([true, false])("stops its generation (stream: %s)", async (stream) => {
    const { url, engine } = await start(several);
    const leave = new AbortController();
    const answer = post({ url }, { ...endless, stream }, { signal: leave.signal });
    await until(() => engine.load.running === 1);
    if (stream) await firstChunk(await answer);
    leave.abort();
    await answer.catch(() => {});
    await until(() => engine.load.running === 0);
    if (!stream) return;
    const record = await recordOf({ url }, (await answer).headers.get("X-Generation-Id")!);
    expect(record).toMatchObject({ cancelled: true, streamed: true, finish_reason: null });
    expect(record.tokens_completion).toBeLessThan(1_500);
  });

  it("leaves the queue", async () => {
    const { url, engine } = await start(single);
    const stay = new AbortController();
    await firstChunk(await post({ url }, { ...endless, stream: true }, { signal: stay.signal }));
    const leave = new AbortController();
    const waiting = post({ url }, short, { signal: leave.signal });
    waiting.catch(() => {});
    await until(() => engine.load.waiting === 1);
    leave.abort();
    await until(() => engine.load.waiting === 0);
    stay.abort();
  });
});

describe("a slow reader", () => {
  it("keeps no place, stalls nobody, and gets its whole answer when it reads on", async () => {
    const { url, port, engine } = await start(single);
    const slow = await new Promise<IncomingMessage>((resolve) => {
      const path = "/api/v1/chat/completions";
      const body = { ...endless, logprobs: true, top_logprobs: 20, stream: true };
      httpRequest({ port, host: "127.0.0.1", path, method: "POST" }, resolve).end(
        JSON.stringify({ ...body, messages: [{ role: "user", content: "Hello" }] }),
      );
    });
    slow.pause();
    await until(() => engine.load.running === 0);
    expect((await ask({ url }, short)).status).toBe(200);
    let text = "";
    for await (const part of slow.setEncoding("utf8")) text += part;
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    const chunks = text.split("\n\n").flatMap((block) => /^data: (\{.*)/.exec(block)?.[1] ?? []);
    const tokens = chunks.flatMap((chunk) => JSON.parse(chunk).choices[0]?.logprobs?.content ?? []);
    expect(tokens.length).toBeGreaterThan(1_900);
    expect(chunks.length).toBeLessThan(tokens.length);
  });
});

describe("a conversation", () => {
  it("does not evaluate again what it shares with the turn before", async () => {
    const { url } = await start(several);
    const messages = [{ role: "user", content: "Tell me a long story about the sea. ".repeat(10) }];
    const first = (await ask({ url }, { messages, ...short })).body;
    const turn2 = [...messages, first.choices[0].message, { role: "user", content: "Go on" }];
    const second = (await ask({ url }, { messages: turn2, ...short })).body;
    expect(first.usage.prompt_tokens_details.cached_tokens).toBeLessThan(10);
    expect(second.usage.prompt_tokens_details.cached_tokens).toBeGreaterThan(first.usage.prompt_tokens - 10);
  });
});

const children = async () => {
  const list = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  return list.split(" ").filter(Boolean).map(Number);
};

// The list of child processes is read from /proc, which only Linux has.
describe.skipIf(process.platform !== "linux")("when the engine's process dies", () => {
  it("answers in flight end with an error, the server stays up and the next request is answered", async () => {
    const before = await children();
    const running = await startTinyEngine();
    const { url } = await start(running);
    const [engineProcess] = (await children()).filter((pid) => !before.includes(pid));
    const streamed = askStreamed({ url }, endless);
    const whole = ask({ url }, endless);
    await until(async () => running.load.running === 2);
    const reader = await firstChunk(await post({ url }, { ...endless, stream: true }));
    process.kill(engineProcess!, "SIGKILL");
    const { status, chunks, done }: Streamed = await streamed;
    expect({ status, done }).toEqual({ status: 200, done: false });
    expect(() => chatChunkSchema.parse(chunks.at(-1))).not.toThrow();
    expect(chunks.at(-1)).toMatchObject({
      error: { code: 502, type: "provider_unavailable", metadata: { error_type: "provider_unavailable" } },
      choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }],
    });
    expect(await whole).toMatchObject({ status: 502, body: { error: { type: "provider_unavailable" } } });
    await reader.cancel();
    const health = async () => healthSchema.parse(await (await fetch(`${url}/health`)).json());
    expect((await ask({ url }, short)).status).toBe(200);
    const { status: state, ready, models } = await health();
    expect({ state, ready }).toEqual({ state: "ok", ready: true });
    expect(models[0]).toMatchObject({ state: "ready", restarts: 1, running: 0 });
    expect(models[0]!.last_token_seconds_ago).toBeGreaterThanOrEqual(0);
    const record = await recordOf({ url }, chunks[0].id);
    expect(record).toMatchObject({ finish_reason: "error", cancelled: false });
    await running.close();
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    expect(await health()).toMatchObject({ status: "degraded", ready: false });
  });
});

describe("time limit", () => {
  it("ends an answer that takes too long", async () => {
    const { url, engine } = await start(several, { limits: { answerMs: 150 } });
    const streamed = await askStreamed({ url }, endless);
    expect(streamed.chunks.at(-1).error).toMatchObject({ code: 504, type: "timeout" });
    const whole = await ask({ url }, endless);
    expect(whole).toMatchObject({ status: 504, body: { error: { type: "timeout" } } });
    await until(() => engine.load.running === 0);
  });
});

describe("close", () => {
  it("lets answers finish, and takes no new requests", async () => {
    const running = await start(several);
    const answer = askStreamed(running, endless);
    await until(() => running.engine.load.running === 1);
    const closed = running.close(60_000);
    await expect(fetch(`${running.url}/health`)).rejects.toThrow();
    const { chunks, done } = await answer;
    expect(done).toBe(true);
    expect(chunks.at(-1).usage.total_tokens).toBe(2048);
    await closed;
  });

  it("ends what is still running after the grace period", async () => {
    const running = await start(several);
    const reader = await firstChunk(await post(running, { ...endless, stream: true }));
    const whole = ask(running, endless);
    await until(() => running.engine.load.running === 2);
    await running.close(20);
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      rest += new TextDecoder().decode(part.value);
    }
    const last = /data: (\{.*\})\n\n$/.exec(rest)![1]!;
    expect(JSON.parse(last).error).toMatchObject({ code: 503, type: "provider_unavailable" });
    expect(await whole).toMatchObject({
      status: 503,
      body: { error: { message: "The server is shutting down" } },
    });
  });

  it("keeps the records across a restart", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "openrouter-data-"));
    const first = await start(several, { dataDir });
    const { id } = (await ask(first, short)).body;
    await first.close();
    const second = await start(several, { dataDir });
    expect(await recordOf(second, id)).toMatchObject({ id, tokens_completion: 3 });
    await second.close();
    await rm(dataDir, { recursive: true });
  });
});
