import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { errorResponseSchema } from "../src/formats/chat-completions/schema/response.js";
import type { RunningServer, StartServerOptions } from "../src/options.js";
import { provider, route } from "./router/support.js";
import { done, finish, open, role, say, sentence, tellUsage, words } from "./router/wall/answers.js";
import { Wall } from "./router/wall/wall.js";
import { eventually } from "./storage/support/eventually.js";
import { post } from "./support/chat.js";

let wall: Wall;
let go = () => {};
const servers: RunningServer[] = [];

beforeAll(async () => {
  wall = await Wall.start({
    /** Says two words, and the others when it is told to. */
    gated: async ({ response }) => {
      open(response);
      role(response);
      say(response, words.slice(0, 2));
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      say(response, words.slice(2));
      finish(response);
      tellUsage(response);
      done(response);
    },
    /** Says two words, and breaks off when it is told to. */
    breaking: async ({ response }) => {
      open(response);
      role(response);
      say(response, words.slice(0, 2));
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      response.destroy();
    },
    /** Says two long pieces and a short one, each when it is told to, and does not end. */
    long: async ({ response }) => {
      open(response);
      role(response);
      const many = Array.from({ length: 40 }, (_, index) => `${index} `);
      for (const piece of [[...many, "first"], [...many, "second"], ["third"]]) {
        say(response, piece);
        await new Promise<void>((resolve) => {
          go = resolve;
        });
      }
    },
  });
});
afterEach(async () => {
  go();
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
  wall.requests.length = 0;
});
afterAll(() => wall.close());

async function start(options: Partial<StartServerOptions> = {}): Promise<RunningServer> {
  const config = {
    providers: [provider("alpha", wall.baseUrl)],
    models: ["gated", "breaking", "long"].map((model) => ({
      id: model,
      endpoints: [{ provider: "alpha", model }],
    })),
  };
  const server = await route(config, options);
  servers.push(server);
  return server;
}

const bearer = (key?: string) => ({ ...(key && { Authorization: `Bearer ${key}` }) });

/** Asks for a stream that may be resumed, reads until `until` has come, and leaves. Gives the id and what was read. */
async function askAndLeave(server: RunningServer, model: string, until: string, key?: string) {
  const client = new AbortController();
  const response = await post(
    server,
    { model, stream: true },
    { signal: client.signal, headers: { "X-OpenRouter-Resume": "true", ...bearer(key) } },
  );
  expect(response.headers.get("x-openrouter-resume")).toBe("true");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (const milestone of model === "long" ? ["first", "second", "third"] : [until]) {
    while (!text.includes(milestone)) {
      const { done: ended, value } = await reader.read();
      if (ended) throw new Error(`the stream ended before ${JSON.stringify(milestone)}`);
      text += value;
    }
    if (milestone !== until) go();
  }
  client.abort();
  return { id: response.headers.get("x-generation-id")!, text };
}

const streamOf = (server: RunningServer, query: string, init: RequestInit & { key?: string } = {}) =>
  fetch(`${server.url}/api/v1/generation/stream?${query}`, { ...init, headers: bearer(init.key) });

async function refusal(response: Response) {
  const { error } = errorResponseSchema.parse(await response.json());
  return { status: response.status, message: error.message };
}

const numbers = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number));
const said = (text: string) =>
  [...text.matchAll(/^data: (\{.*)$/gm)]
    .map(([, data]) => JSON.parse(data!).choices[0]?.delta?.content ?? "")
    .join("");

const cancelled = async (server: RunningServer) =>
  /finish_reason="cancelled"\} 1$/m.test(await (await fetch(`${server.url}/metrics`)).text());

describe("an answer whose client may come back", () => {
  it("goes on without it, and is given again whole, from the middle and after its end", async () => {
    const server = await start();
    const { id, text } = await askAndLeave(server, "gated", words[1]!);
    const had = numbers(text).at(-1)!;
    expect(numbers(text)).toEqual(Array.from({ length: had }, (_, index) => index + 1));
    const rest = streamOf(server, `id=${id}&from=${had}`);
    const reader = (await rest).text();
    go();
    expect(said(text) + said(await reader)).toBe(sentence);
    expect(await reader).toMatch(/\[DONE\]\n\n$/);
    const whole = await (await streamOf(server, `id=${id}`)).text();
    expect(said(whole)).toBe(sentence);
    const last = numbers(whole).at(-1)!;
    expect(numbers(whole)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(await (await streamOf(server, `id=${id}&from=${last}`)).text()).toBe("");
    expect(await refusal(await streamOf(server, `id=${id}&from=${last + 1}`))).toMatchObject({
      status: 400,
      message: `from must be at most ${last}, the number of the last event, got ${last + 1}`,
    });
    expect(await cancelled(server)).toBe(false);
  });

  it.each([
    ["", "id must be given, as in /generation/stream?id=gen-…", 400],
    ["id=gen-none", 'No answer with the id "gen-none" can be resumed: it never could, or not any more', 404],
  ])("unknown: %s", async (query, message, status) => {
    const server = await start();
    expect(await refusal(await streamOf(server, query))).toEqual({ status, message });
    expect(await refusal(await streamOf(server, query, { method: "DELETE" }))).toEqual({ status, message });
  });

  it.each(["-1", "two", "1.5"])("from %s is refused", async (from) => {
    const server = await start();
    const { id } = await askAndLeave(server, "gated", words[1]!);
    expect(await refusal(await streamOf(server, `id=${id}&from=${from}`))).toEqual({
      status: 400,
      message: `from must be the number of an event, or 0 for the beginning, got "${from}"`,
    });
  });

  it("belongs to the key that asked for it", async () => {
    const server = await start({ apiKeys: ["sk-one", "sk-two"] });
    const { id } = await askAndLeave(server, "gated", words[1]!, "sk-one");
    for (const method of ["GET", "DELETE"]) {
      expect((await streamOf(server, `id=${id}`, { method, key: "sk-two" })).status).toBe(404);
      expect((await streamOf(server, `id=${id}`, { method })).status).toBe(401);
    }
    const stopped = await streamOf(server, `id=${id}`, { method: "DELETE", key: "sk-one" });
    expect(await stopped.json()).toEqual({ id, cancelled: true });
    await wall.requests[0]!.left;
  });

  it("is stopped at the provider when the client says so, and forgotten", async () => {
    const server = await start();
    const { id } = await askAndLeave(server, "gated", words[1]!);
    expect(await (await streamOf(server, `id=${id}`, { method: "DELETE" })).json()).toEqual({
      id,
      cancelled: true,
    });
    await wall.requests[0]!.left;
    await eventually(() => cancelled(server)).toBe(true);
    expect((await streamOf(server, `id=${id}`)).status).toBe(404);
  });

  it("is stopped and forgotten when nobody comes for it in time", async () => {
    const server = await start({ limits: { resumeMs: 30 } });
    const { id } = await askAndLeave(server, "gated", words[1]!);
    await wall.requests[0]!.left;
    await eventually(() => cancelled(server)).toBe(true);
    expect((await streamOf(server, `id=${id}`)).status).toBe(404);
  });

  it("is forgotten some time after its end", async () => {
    const server = await start({ limits: { resumeMs: 1 } });
    const response = await post(
      server,
      { model: "gated", stream: true },
      { headers: { "X-OpenRouter-Resume": "true" } },
    );
    await wall.reached(1);
    go();
    expect(said(await response.text())).toBe(sentence);
    const id = response.headers.get("x-generation-id")!;
    await eventually(async () => (await streamOf(server, `id=${id}`)).status).toBe(404);
    expect(await cancelled(server)).toBe(false);
  });

  it("loses its beginning when all of them take too much", async () => {
    const server = await start({ limits: { resumeBytes: 8_000 } });
    const { id } = await askAndLeave(server, "long", "third");
    const beginning = await refusal(await streamOf(server, `id=${id}`));
    expect(beginning.status).toBe(404);
    const dropped = Number(
      /^The answer grew too long: its events up to (\d+) are/.exec(beginning.message)?.[1],
    );
    expect(dropped).toBeGreaterThan(10);
    const end = new AbortController();
    const response = await streamOf(server, `id=${id}&from=${dropped}`, { signal: end.signal });
    const { value } = await response.body!.pipeThrough(new TextDecoderStream()).getReader().read();
    expect(numbers(value!)[0]).toBe(dropped + 1);
    end.abort();
  });

  it("makes room for one that runs when it has ended", async () => {
    const server = await start({ limits: { resumeBytes: 8_000 } });
    const { id } = await askAndLeave(server, "gated", words[1]!);
    const read = streamOf(server, `id=${id}`);
    go();
    expect(said(await (await read).text())).toBe(sentence);
    expect((await streamOf(server, `id=${id}`)).status).toBe(200);
    await askAndLeave(server, "long", "third");
    expect((await streamOf(server, `id=${id}`)).status).toBe(404);
  });

  it.each([
    ["the client does not say so", undefined, {}],
    ["the server keeps none", "true", { limits: { resumeMs: 0 } }],
  ])("%s: the client that leaves stops its answer", async (_, header, options) => {
    const server = await start(options);
    const client = new AbortController();
    const response = await post(
      server,
      { model: "gated", stream: true },
      { signal: client.signal, headers: { ...(header && { "X-OpenRouter-Resume": header }) } },
    );
    expect(response.headers.get("x-openrouter-resume")).toBeNull();
    await response.body!.getReader().read();
    client.abort();
    await wall.requests[0]!.left;
    await eventually(() => cancelled(server)).toBe(true);
  });

  it("is told the error that ends it, also later", async () => {
    const server = await start();
    const { id } = await askAndLeave(server, "breaking", words[1]!);
    const read = streamOf(server, `id=${id}`);
    go();
    const text = await (await read).text();
    expect(text).toContain('"finish_reason":"error"');
    expect(text).not.toContain("[DONE]");
    expect(await (await streamOf(server, `id=${id}`)).text()).toBe(text);
  });
});
