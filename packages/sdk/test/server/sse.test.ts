import { expect, test, vi } from "vitest";
import { OpenRouter } from "../../src/index.js";
import { toResponse, toSSE } from "../../src/server/index.js";
import { question } from "../support/request.js";
import { chunk, type Handler, serve, sse } from "../support/server.js";

const ask = (url: string) =>
  new OpenRouter({ serverURL: url, apiKey: "k" }).chat.send({ ...question, stream: true });

const write =
  (...events: string[]): Handler =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "x-generation-id": "gen-1" });
    response.end(events.join(""));
  };
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

test("the events come out as they came in", async () => {
  const events = [
    chunk("Par"),
    chunk("is", "stop"),
    { ...chunk(""), choices: [], usage: { prompt_tokens: 1 } },
  ];
  const { url } = await serve(write(": hello\n\n", ...events.map(event), "data: [DONE]\n\n"));
  const response = toResponse(await ask(url));
  expect(Object.fromEntries(response.headers)).toEqual({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
    "x-generation-id": "gen-1",
  });
  expect(await response.text()).toBe([...events.map(event), "data: [DONE]\n\n"].join(""));
});

test("status and headers can be changed", async () => {
  const { url } = await serve(sse(chunk("a", "stop")));
  const response = toResponse(await ask(url), {
    status: 202,
    headers: { "Cache-Control": "no-store", "x-a": "b" },
  });
  expect([response.status, response.headers.get("cache-control"), response.headers.get("x-a")]).toEqual([
    202,
    "no-store",
    "b",
  ]);
  await response.body?.cancel();
});

test("cancelling it closes the connection to the API, also while nothing comes", async () => {
  const { url, pending } = await serve((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event(chunk("a")));
  });
  const reader = toSSE(await ask(url)).getReader();
  await reader.read();
  const waiting = reader.read();
  expect(pending.size).toBe(1);
  await reader.cancel();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await vi.waitFor(() => expect(pending.size).toBe(0));
});

test("nothing is read before it is asked for", async () => {
  let reads = 0;
  async function* endless() {
    for (;;) {
      reads++;
      yield { id: "", object: "chat.completion.chunk" as const, created: 0, model: "", choices: [] };
    }
  }
  const reader = toSSE(endless()).getReader();
  expect(reads).toBe(0);
  await reader.read();
  await reader.read();
  expect(reads).toBe(2);
  await reader.cancel();
});

test("an error that the API reports comes through once, and no [DONE]", async () => {
  const failed = { ...chunk("", "error"), error: { code: 502, message: "Provider failed" } };
  const { url } = await serve(write(event(chunk("a")), event(failed)));
  const onError = vi.fn();
  const text = await new Response(toSSE(await ask(url), { onError })).text();
  expect(text).toBe(event(chunk("a")) + event(failed));
  expect(onError.mock.calls).toEqual([[expect.objectContaining({ name: "ChatStreamError" })]]);
});

test("a stream that was cut ends with an error, with the ids of the chunks before", async () => {
  const { url } = await serve(write(event(chunk("a"))));
  const text = await new Response(toSSE(await ask(url))).text();
  const [, last] = text.trim().split("\n\n");
  expect(JSON.parse(last!.slice(6))).toMatchObject({
    ...chunk("", "error"),
    choices: [{ delta: { content: "" }, finish_reason: "error" }],
    error: { code: 502, message: expect.stringContaining("cut") },
  });
  expect(text).not.toContain("[DONE]");
});

test("what else is thrown is not told", async () => {
  async function* broken() {
    yield* [];
    throw new Error("secret");
  }
  const onError = vi.fn();
  const text = await new Response(toSSE(broken(), { onError })).text();
  expect(text).toContain('"error":{"code":500,"message":"Internal error"}');
  expect(text).not.toContain("secret");
  expect(onError).toHaveBeenCalledOnce();
});

test("silence is filled with comments", async () => {
  let resume = () => {};
  const { url } = await serve(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event(chunk("a")));
    await new Promise<void>((resolve) => {
      resume = resolve;
    });
    response.end(`${event(chunk("b", "stop"))}data: [DONE]\n\n`);
  });
  const reader = toSSE(await ask(url), { keepAliveMs: 5 })
    .pipeThrough(new TextDecoderStream())
    .getReader();
  expect((await reader.read()).value).toBe(event(chunk("a")));
  expect((await reader.read()).value).toBe(": keep-alive\n\n");
  resume();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
  expect(rest.replaceAll(": keep-alive\n\n", "")).toBe(`${event(chunk("b", "stop"))}data: [DONE]\n\n`);
});
