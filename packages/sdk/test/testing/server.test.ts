import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { findChromium, launchChromium, noChromium } from "../../../../test-support/chromium.js";
import { collectChat, OpenRouter, textDeltas } from "../../src/index.js";
import {
  body,
  chunkOf,
  chunks,
  error,
  manualStream,
  recorded,
  refusal,
  startTestServer,
  type TestServer,
  text,
  toolCalls,
  value,
} from "../../src/testing/index.js";
import { question } from "../support/request.js";

let server: TestServer;
let chat: OpenRouter["chat"];
beforeEach(async () => {
  server = await startTestServer();
  chat = new OpenRouter({ serverURL: server.url, apiKey: "sk-or-test" }).chat;
  return () => server.close();
});

/** One more server, until the test ends. */
async function start(): Promise<TestServer> {
  const other = await startTestServer();
  onTestFinished(() => other.close());
  return other;
}

const stream = async () => {
  const pieces: string[] = [];
  for await (const piece of textDeltas(await chat.send({ ...question, stream: true }))) pieces.push(piece);
  return pieces;
};

describe("answers", () => {
  test("are whole or streamed, as the request asks", async () => {
    server.always(
      text("The sky is blue.", { reasoning: "Hm", fields: { provider: "Acme" }, finishReason: "length" }),
    );
    const whole = await chat.send(question);
    const streamed = await collectChat(await chat.send({ ...question, stream: true }));
    for (const answer of [whole, streamed]) {
      expect(answer).toMatchObject({
        provider: "Acme",
        usage: { totalTokens: 15 },
        choices: [{ finishReason: "length", message: { content: "The sky is blue.", reasoning: "Hm" } }],
      });
    }
    expect((await stream()).join("|")).toBe("The| sky| is| blue.");
    server.always(text("abc", { pieces: ["ab", "c"] }));
    expect(await stream()).toEqual(["ab", "c"]);
  });

  test("can be values, refusals, calls, or nothing but white space", async () => {
    server.enqueue(value({ a: 1 }), refusal("No."), text(" "), text(""));
    server.always(
      toolCalls(
        [
          { name: "f", input: { x: 1 } },
          { name: "g", input: "{", id: "b" },
        ],
        { text: "Wait" },
      ),
    );
    const messages = [];
    for (let i = 0; i < 5; i++) messages.push((await chat.send(question)).choices[0]?.message);
    const streamed = (await collectChat(await chat.send({ ...question, stream: true }))).choices[0]?.message;
    const calls = [
      { id: "call_1", type: "function", function: { name: "f", arguments: '{"x":1}' } },
      { id: "b", type: "function", function: { name: "g", arguments: "{" } },
    ];
    expect(messages).toMatchObject([
      { content: '{"a":1}' },
      { content: null, refusal: "No." },
      { content: " " },
      { content: "" },
      { content: "Wait", toolCalls: calls },
    ]);
    expect(streamed).toMatchObject({ content: "Wait", toolCalls: calls });
  });

  test("come in the order of the queue, then always; without any, 501 says so", async () => {
    await expect(chat.send(question)).rejects.toMatchObject({
      statusCode: 501,
      message: expect.stringContaining("No answer was scripted for POST /chat/completions"),
    });
    server.enqueue(error(429, "Slow", { retryAfter: 0.001 }), text("a"));
    server.always(text("b"));
    const contents = [];
    for (let i = 0; i < 3; i++) contents.push((await chat.send(question)).choices[0]?.message.content);
    expect(contents).toEqual(["a", "b", "b"]);
    server.reset();
    expect(server.requests).toEqual([]);
    await expect(chat.send(question)).rejects.toMatchObject({ statusCode: 501 });
  });

  test("are any chunks at all, with pauses; and a script that throws is a 500 that says why", async () => {
    server.enqueue(
      chunks([chunkOf({ content: "a" }), 1, chunkOf({ content: "b" }, "stop")], { done: false }),
      () => {
        throw new Error("oops");
      },
    );
    expect(await stream()).toEqual(["a", "b"]);
    await expect(chat.send(question, { retries: { strategy: "none" } })).rejects.toThrow("oops");
  });

  test("take their time, unless the caller goes", async () => {
    server.always(text("a b c", { delayMs: 1 }));
    expect(await stream()).toEqual(["a", " b", " c"]);
    server.always(text("never", { delayMs: 3_600_000 }));
    const stop = new AbortController();
    const sent = chat.send(question, { signal: stop.signal }).catch(({ name }) => name);
    const request = await server.waitForRequest(2);
    stop.abort();
    expect(await sent).toBe("RequestAbortedError");
    expect(await request.ended).toBe("broken");
    await server.idle();
  });
});

test("requests are remembered", async () => {
  const second = server.waitForRequest(2);
  server.always(body({ data: [] }));
  await fetch(`${server.url}/models?category=programming`);
  await chat.send({ ...question, maxTokens: 5 }).catch(() => {});
  const request = await second;
  expect(server.requests[0]).toMatchObject({
    method: "GET",
    path: "/models?category=programming",
    body: undefined,
  });
  expect(request).toBe(server.requests[1]);
  expect(request).toMatchObject({
    path: "/chat/completions",
    headers: { authorization: "Bearer sk-or-test" },
    body: { ...question, max_tokens: 5 },
  });
  expect(await request.ended).toBe("complete");
});

test("a stream can be driven by hand", async () => {
  const manual = manualStream();
  server.enqueue(manual.script);
  const comments: string[] = [];
  const sent = chat.send({ ...question, stream: true }, { onKeepAlive: (comment) => comments.push(comment) });
  await manual.started;
  await manual.comment("thinking");
  await manual.send("Hel");
  const read = (await sent)[Symbol.asyncIterator]();
  expect((await read.next()).value?.choices[0]?.delta.content).toBe("Hel");
  expect(comments).toEqual(["thinking"]);
  await manual.send(chunkOf({ content: "lo" }));
  expect((await read.next()).value?.choices[0]?.delta.content).toBe("lo");
  await manual.finish();
  expect((await read.next()).value?.choices[0]?.finishReason).toBe("stop");
  expect((await read.next()).done).toBe(true);

  const cut = manualStream();
  server.enqueue(cut.script);
  const other = stream();
  await cut.send("a");
  await cut.cut();
  await expect(other).rejects.toMatchObject({ name: "StreamTruncatedError" });
});

describe("recordings", () => {
  const file = () => {
    const folder = mkdtempSync(join(tmpdir(), "recording-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return join(folder, "chat.json");
  };
  const other = { ...question, model: "other/model" };

  test("of an upstream are played back, streams and errors too, without a key in the file", async () => {
    const upstream = server;
    upstream.enqueue(text("Paris"), text("once more"), text("a b"), error(400, "No"));
    const path = file();
    const recorder = await start();
    recorder.always(recorded(path, { mode: "record", upstream: upstream.url }));
    const player = await start();

    async function play(url: string) {
      const { chat } = new OpenRouter({ serverURL: url, apiKey: "sk-or-secret" });
      const whole = [await chat.send(question), await chat.send(question)];
      const streamed = await collectChat(await chat.send({ ...question, stream: true }));
      const { error } = await chat.send(other).catch((thrown) => thrown);
      return { whole, streamed, error };
    }
    const live = await play(recorder.url);
    expect(live.whole[1]?.choices[0]?.message.content).toBe("once more");
    expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array(4).fill("Bearer sk-or-secret"),
    );
    expect(readFileSync(path, "utf8")).not.toContain("secret");

    player.always(recorded(path, { realTime: true }));
    expect(await play(player.url)).toEqual(live);
    expect(upstream.requests).toHaveLength(4);

    const { chat } = new OpenRouter({ serverURL: player.url });
    expect((await chat.send(question)).choices[0]?.message.content).toBe("once more");
    await expect(chat.send({ ...question, seed: 1 })).rejects.toMatchObject({ statusCode: 501 });
  });

  test("in mode auto are made once", async () => {
    const path = file();
    server.always(text("Paris"));
    for (let i = 0; i < 2; i++) {
      const proxy = await start();
      proxy.always(recorded(path, { mode: "auto", upstream: server.url }));
      const { chat } = new OpenRouter({ serverURL: proxy.url });
      expect((await chat.send(question)).choices[0]?.message.content).toBe("Paris");
    }
    expect(server.requests).toHaveLength(1);
  });
});

const browserHere = findChromium();
if (!browserHere) console.warn(`Skipped: ${noChromium}`);

test.skipIf(!browserHere)("pages of any origin may call it", async () => {
  const site = await start();
  site.always(body("<!doctype html><title>Test</title>", { headers: { "content-type": "text/html" } }));
  server.always(text("Paris"));
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(site.url);
  const answer = await page.evaluate(async (url) => {
    const response = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer k", "x-title": "t" },
      body: JSON.stringify({ model: "m", messages: [], stream: true }),
    });
    return [response.headers.get("x-generation-id"), await response.text()];
  }, server.url);
  expect(answer).toEqual([expect.stringMatching(/^gen-/), expect.stringContaining('"content":"Paris"')]);
  expect(server.requests).toHaveLength(1);
});
