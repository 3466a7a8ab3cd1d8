import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { ask, askStreamed, post } from "../support/chat.js";
import { provider, route } from "./support.js";
import { chunk, done, fail, finish, open, role, say, sentence, tellUsage, words } from "./wall/answers.js";
import { Wall } from "./wall/wall.js";

let wall: Wall;
let server: RunningServer;
/** Lets the slow answers go on. */
let release: () => void;
let released: Promise<void>;

beforeEach(() => {
  released = new Promise((resolve) => {
    release = resolve;
  });
});

const keys = ["key-one", "key-two"] as const;
beforeAll(async () => {
  wall = await Wall.start({
    slow: async ({ response }) => {
      open(response);
      role(response);
      say(response, words.slice(0, 2));
      await released;
      say(response, words.slice(2));
      finish(response);
      tellUsage(response);
      done(response);
    },
    "slow-failure": async ({ response }) => {
      await released;
      fail(response, 400, { message: "no" });
    },
    calls: ({ response }) => {
      open(response);
      const call = { index: 0, id: "call_1", type: "function", function: { name: "f", arguments: "{}" } };
      response.write(`data: ${JSON.stringify(chunk({ tool_calls: [call] }))}\n\n`);
      finish(response, "tool_calls");
      tellUsage(response, 1);
      done(response);
    },
  });
  const models = ["good", "slow", "slow-failure", "calls", "fails-500"];
  server = await route(
    {
      providers: [provider("alpha", wall.baseUrl)],
      models: models.map((model) => ({
        id: `acme/${model}`,
        endpoints: [{ provider: "alpha", model, pricing: { prompt: "0.000001", completion: "0.000002" } }],
      })),
    },
    { apiKeys: keys },
  );
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

/** Headers of a request that wants the cache. */
const cached = (more: Record<string, string> = {}, key: string = keys[0]) => ({
  headers: { "X-OpenRouter-Cache": "true", Authorization: `Bearer ${key}`, ...more },
});
const told = (headers: Headers) =>
  Object.fromEntries(
    ["status", "ttl", "age", "source-id"].map((name) => [name, headers.get(`x-openrouter-cache-${name}`)]),
  );
// biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
const jsonOf = (response: Response): Promise<any> => response.json();
const recordOf = async (id: string) => {
  let response: Response;
  do response = await fetch(`${server.url}/api/v1/generation?id=${id}`, cached());
  while (response.status === 404);
  return (await jsonOf(response)).data;
};
/** A question that nobody has asked before. */
let questions = 0;
const question = (model: string) => ({
  model: `acme/${model}`,
  messages: [{ role: "user", content: `Question ${questions++}` }],
});

describe("an answer that is there", () => {
  it("is given again under an id of its own, and costs nothing", async () => {
    const body = question("good");
    const first = await ask(server, body, cached({ "X-OpenRouter-Cache-TTL": "60" }));
    expect(told(first.headers)).toEqual({ status: "MISS", ttl: "60", age: null, "source-id": null });
    expect(first.body.usage).toMatchObject({ prompt_tokens: 10, completion_tokens: words.length });
    const asked = wall.requests.length;
    const again = await ask(server, body, cached({ "X-OpenRouter-Metadata": "enabled" }));
    expect(again.body).not.toHaveProperty("openrouter_metadata");
    expect(told(again.headers)).toMatchObject({ status: "HIT", "source-id": first.body.id });
    expect(Number(again.headers.get("x-openrouter-cache-ttl"))).toBeLessThanOrEqual(60);
    expect(again.headers.get("x-generation-id")).toBe(again.body.id);
    expect(again.body.id).not.toBe(first.body.id);
    expect(again.body.choices).toEqual(first.body.choices);
    expect(again.body.usage).toMatchObject({
      prompt_tokens: 0,
      completion_tokens: 0,
      total_tokens: 0,
      cost: 0,
    });
    expect(wall.requests).toHaveLength(asked);
    expect(await recordOf(again.body.id)).toMatchObject({
      total_cost: 0,
      response_cache_source_id: first.body.id,
      tokens_prompt: 0,
      provider_responses: [],
    });
  });

  it("is streamed from a whole one and whole from a streamed one", async () => {
    const body = question("good");
    await ask(server, body, cached());
    const streamed = await askStreamed(server, body, cached());
    expect(told(streamed.headers).status).toBe("HIT");
    expect(streamed).toMatchObject({ text: sentence, done: true });
    expect(streamed.chunks.at(-1).usage).toMatchObject({ total_tokens: 0, cost: 0 });

    const other = question("calls");
    const first = await askStreamed(server, other, cached());
    expect(told(first.headers).status).toBe("MISS");
    const whole = await ask(server, other, cached());
    expect(told(whole.headers).status).toBe("HIT");
    expect(whole.body.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ id: "call_1", function: { name: "f", arguments: "{}" } }] },
    });
  });

  it("is given by every API", async () => {
    const body = { ...question("good"), max_tokens: 50 };
    const send = async () => {
      const response = await fetch(`${server.url}/api/v1/messages`, {
        method: "POST",
        body: JSON.stringify(body),
        ...cached({ "Content-Type": "application/json" }),
      });
      return { headers: response.headers, body: await jsonOf(response) };
    };
    const first = await send();
    const again = await send();
    expect(told(first.headers).status).toBe("MISS");
    expect(told(again.headers).status).toBe("HIT");
    expect(again.body.content).toMatchObject([{ type: "text", text: sentence }]);
    expect(again.body.usage).toMatchObject({ input_tokens: 0, output_tokens: 0 });
  });

  it("is nobody else's, no other question's, and not for those who do not ask for it", async () => {
    const body = question("good");
    await ask(server, body, cached());
    const statusOf = async (more: object, init: RequestInit) =>
      told((await ask(server, { ...body, ...more }, init)).headers).status;
    expect(await statusOf({}, cached({}, keys[1]))).toBe("MISS");
    expect(await statusOf({ temperature: 0 }, cached())).toBe("MISS");
    expect(await statusOf({}, { headers: { Authorization: `Bearer ${keys[0]}` } })).toBeNull();
    expect(await statusOf({}, cached({ "X-OpenRouter-Cache": "false" }))).toBeNull();
    expect(await statusOf({ seed: null }, cached())).toBe("HIT");
  });

  it("is replaced when the request says so", async () => {
    const body = question("good");
    const first = await ask(server, body, cached());
    const fresh = await ask(server, body, cached({ "X-OpenRouter-Cache-Clear": "true" }));
    expect(told(fresh.headers).status).toBe("MISS");
    const again = await ask(server, body, cached());
    expect(told(again.headers)["source-id"]).toBe(fresh.body.id);
    expect(fresh.body.id).not.toBe(first.body.id);
  });

  it("is not kept when it failed", async () => {
    const body = question("fails-500");
    for (let i = 0; i < 2; i++) {
      const { status, headers } = await ask(server, body, cached());
      expect([status, told(headers).status]).toEqual([502, "MISS"]);
    }
  });

  it.each([
    ["X-OpenRouter-Cache", "yes"],
    ["X-OpenRouter-Cache-Clear", "1"],
    ["X-OpenRouter-Cache-TTL", "0"],
    ["X-OpenRouter-Cache-TTL", "86401"],
    ["X-OpenRouter-Cache-TTL", "a minute"],
  ])("%s: %s is refused", async (name, value) => {
    const { status, body } = await ask(server, question("good"), cached({ [name]: value }));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      param: name,
      message: expect.stringContaining(JSON.stringify(value)),
    });
  });
});

describe("the same question at the same time", () => {
  /** Reads until the text has come. */
  const until = async (response: Response, text: string) => {
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let seen = ""; !seen.includes(text); ) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`it ended without ${text}: ${seen}`);
      seen += value;
    }
    return reader;
  };

  it("is asked once, and counted once", async () => {
    const body = question("slow");
    const asked = wall.requests.length;
    const first = ask(server, body, cached());
    await wall.reached(asked + 1);
    const second = askStreamed(server, body, cached());
    // The second is on its way with what the first has said already.
    const third = await post(server, { ...body, stream: true }, cached());
    await (await until(third, words[1]!)).cancel();
    release();
    const [whole, streamed] = await Promise.all([first, second]);
    expect(wall.requests).toHaveLength(asked + 1);
    expect(whole.body.choices[0].message.content).toBe(sentence);
    expect(streamed).toMatchObject({ text: sentence, done: true });
    expect(told(whole.headers).status).toBe("MISS");
    expect(told(streamed.headers)).toMatchObject({ status: "HIT", age: "0", "source-id": whole.body.id });
    expect(whole.body.usage.total_tokens).toBe(17);
    expect(streamed.chunks.at(-1).usage.total_tokens).toBe(0);
    const [paid, free] = await Promise.all([recordOf(whole.body.id), recordOf(streamed.chunks[0].id)]);
    expect(paid).toMatchObject({ total_cost: 0.000024, response_cache_source_id: null });
    expect(free).toMatchObject({ total_cost: 0, response_cache_source_id: whole.body.id });
  });

  it("goes on when the first client leaves, counts for its request all the same, and is kept", async () => {
    const body = question("slow");
    const asked = wall.requests.length;
    const leaving = new AbortController();
    const first = await post(server, { ...body, stream: true }, { ...cached(), signal: leaving.signal });
    await until(first, words[1]!);
    const second = askStreamed(server, body, cached());
    const watching = await until(await post(server, { ...body, stream: true }, cached()), words[1]!);
    leaving.abort();
    const metrics = async () => (await fetch(`${server.url}/metrics`, cached())).text();
    await expect.poll(metrics).toMatch(/^openrouter_answers_running 2$/m);
    release();
    expect(await second).toMatchObject({ text: sentence, done: true });
    await watching.cancel();
    expect((await second).chunks.at(-1).usage).toMatchObject({ total_tokens: 0, cost: 0 });
    const id = first.headers.get("x-generation-id")!;
    expect(await recordOf(id)).toMatchObject({
      cancelled: true,
      total_cost: 0.000024,
      response_cache_source_id: null,
    });
    expect(await recordOf((await second).chunks[0].id)).toMatchObject({
      cancelled: false,
      total_cost: 0,
      response_cache_source_id: id,
    });
    expect(told((await ask(server, body, cached())).headers).status).toBe("HIT");
    expect(wall.requests).toHaveLength(asked + 1);
  });

  it("is cancelled at the provider when the last client leaves, and asked anew after that", async () => {
    const body = question("slow");
    const asked = wall.requests.length;
    const leaving = new AbortController();
    const init = { ...cached(), signal: leaving.signal };
    for (let i = 0; i < 2; i++) await until(await post(server, { ...body, stream: true }, init), words[1]!);
    leaving.abort();
    await wall.requests[asked]!.left;
    release();
    const { headers, body: answer } = await ask(server, body, cached());
    expect(told(headers).status).toBe("MISS");
    expect(answer.choices[0].message.content).toBe(sentence);
    expect(wall.requests).toHaveLength(asked + 2);
  });

  it("fails for all at once", async () => {
    const body = question("slow-failure");
    const asked = wall.requests.length;
    const first = ask(server, body, cached());
    await wall.reached(asked + 1);
    const second = post(server, { ...body, stream: true }, cached());
    // A stream begins within a second, so that the second one is there.
    expect((await second).status).toBe(200);
    release();
    expect((await first).status).toBe(400);
    expect(await (await second).text()).toContain('"finish_reason":"error"');
    expect(wall.requests).toHaveLength(asked + 1);
  });

  it("is asked twice without the header", async () => {
    const body = question("slow");
    const asked = wall.requests.length;
    const init = { headers: { Authorization: `Bearer ${keys[0]}` } };
    const both = [ask(server, body, init), ask(server, body, init)];
    await wall.reached(asked + 2);
    release();
    for (const one of await Promise.all(both)) expect(one.body.usage.total_tokens).toBe(17);
  });
});
