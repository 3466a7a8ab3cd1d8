import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { OpenRouterCore, type RequestOptions } from "../src/core.js";
import { chatSend } from "../src/funcs/chatSend.js";
import { question } from "./support/request.js";
import { chunk, completion, type Handler, json, serve, sse } from "./support/server.js";

const CALLS = 1000;

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

/** Answers by what the request's `x-case` header asks for. */
const byCase: Handler = (response, request, count) => {
  const answers: Record<string, Handler> = {
    whole: json(completion()),
    failure: json({ error: { code: 503, message: "m" } }, 503, { "retry-after-ms": "1" }),
    refusal: json({ error: { code: 400, message: "m" } }, 400),
    html: json("<html>"),
    stream: sse(chunk("a"), chunk("b", "stop")),
    hang: () => {},
    endless: () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${JSON.stringify(chunk("a"))}\n\n`);
    },
  };
  return answers[request.headers["x-case"] as string]?.(response, request, count);
};

/** Each way a call can end, all under one signal that lives on. */
const cases: Record<string, (client: OpenRouterCore, options: RequestOptions) => Promise<unknown>> = {
  whole: (client, options) => chatSend(client, question, options),
  refusal: (client, options) => chatSend(client, question, options),
  html: (client, options) => chatSend(client, question, options),
  failure: (client, options) => chatSend(client, question, options),
  stream: async (client, options) => {
    const { value } = await chatSend(client, { ...question, stream: true }, options);
    for await (const _ of value!);
  },
  endless: async (client, options) => {
    const { value } = await chatSend(client, { ...question, stream: true }, options);
    for await (const _ of value!) break;
  },
  hang: (client, options) => {
    const abort = new AbortController();
    const sending = chatSend(client, question, { ...options, fetchOptions: { signal: abort.signal } });
    setTimeout(() => abort.abort(), 5);
    return sending;
  },
};

test.each(Object.keys(cases))("nothing is left behind: %s", async (name) => {
  const { url, pending } = await serve(byCase);
  const client = new OpenRouterCore({ serverURL: url });
  const { signal } = new AbortController();
  const options = { signal, timeoutMs: 60_000, headers: { "x-case": name } };
  const before = timers();
  let most = 0;
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  for (let done = 0; done < CALLS; done += 50) {
    await Promise.all(Array.from({ length: 50 }, () => cases[name]!(client, options)));
    most = Math.max(most, getEventListeners(signal, "abort").length, timers() - before);
  }
  // undici and the HTTP parser have a few timers of their own.
  expect(most).toBeLessThan(10);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
  while (pending.size) await new Promise((resolve) => setTimeout(resolve, 5));
});

test("a stream that nobody reads holds its listener only until it is closed", async () => {
  const { url } = await serve(byCase);
  const { signal } = new AbortController();
  const client = new OpenRouterCore({ serverURL: url });
  const options = { signal, headers: { "x-case": "endless" } };
  const { value } = await chatSend(client, { ...question, stream: true }, options);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  await value?.close();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
