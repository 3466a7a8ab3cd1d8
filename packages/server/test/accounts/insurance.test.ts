import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { provider, route } from "../router/support.js";
import { chunk, done, finish, open, say, send, words } from "../router/wall/answers.js";
import { Wall, type WallRequest } from "../router/wall/wall.js";
import { eventually } from "../storage/support/eventually.js";
import { answer, answerCost, call, makeKey, manager, pricing } from "./support.js";

let wall: Wall;
let server: RunningServer;
let key: string;

/** Tells that the prompt was counted, and what that costs; no word of an answer yet. */
function count(response: WallRequest["response"], fields: object = {}): void {
  open(response);
  send(response, chunk({ content: "" }, {}, { service: "one" }));
  send(response, {
    choices: [],
    usage: { prompt_tokens: 10, completion_tokens: 0, total_tokens: 10, ...fields },
  });
}

function fail(response: WallRequest["response"]): void {
  send(response, { error: { message: "lost my GPU", code: 500 } });
  response.end();
}

beforeAll(async () => {
  wall = await Wall.start({
    "counts-and-fails": ({ response }) => {
      count(response);
      fail(response);
    },
    "charges-and-fails": ({ response }) => {
      count(response, { cost: 0.5 });
      fail(response);
    },
    "counts-and-waits": ({ response }) => count(response),
    "says-nothing": ({ response }) => {
      count(response);
      finish(response);
      done(response);
    },
    "says-and-waits": ({ response }) => {
      open(response);
      say(response, words.slice(0, 4));
    },
  });
  const models = ["good", "counts-and-fails", "charges-and-fails", "counts-and-waits", "says-nothing"];
  server = await route(
    {
      providers: [provider("alpha", wall.baseUrl), provider("beta", wall.baseUrl)],
      models: [
        ...[...models, "says-and-waits", "breaks-cut"].map((model) => ({
          id: `acme/${model}`,
          endpoints: [{ provider: "alpha", model, pricing }],
        })),
        {
          id: "acme/falls-back",
          endpoints: [
            { provider: "alpha", model: "charges-and-fails", pricing },
            { provider: "beta", model: "good", pricing },
          ],
        },
      ],
    },
    { accounts: { managementKeys: [manager] } },
  );
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

/** A key of its own for each test, with money for one attempt at a time. */
async function freshKey(): Promise<void> {
  ({ key } = await makeKey(server, { limit: 0.001 }));
}

async function recordOf(id: string | null) {
  const read = async () => (await call(server, "GET", `/generation?id=${id}`, key)).body.data;
  await eventually(async () => (await read())?.id).toBe(id);
  return read();
}

async function spent(): Promise<number> {
  return (await call(server, "GET", "/key", key)).body.data.usage;
}

/** A stream that is left once so many of its bytes have come. */
async function leave(model: string): Promise<string | null> {
  const asked = wall.requests.length;
  const leaving = new AbortController();
  const response = fetch(`${server.url}/api/v1/chat/completions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      model: `acme/${model}`,
      max_tokens: 7,
      stream: true,
      messages: [{ role: "user", content: "Hi" }],
    }),
    signal: leaving.signal,
  });
  await wall.reached(asked + 1);
  const { headers, body } = await response;
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  const last = model === "says-and-waits" ? words[3]! : ": OPENROUTER";
  for (let seen = ""; !seen.includes(last); seen += (await reader.read()).value ?? "");
  leaving.abort();
  return headers.get("x-generation-id");
}

describe("an answer without a word", () => {
  it.each(["counts-and-fails", "charges-and-fails"])(
    "that fails is not paid for, and gives back what was reserved: %s",
    async (name) => {
      await freshKey();
      for (let time = 0; time < 2; time++) {
        const { status, headers } = await answer(server, key, { model: `acme/${name}` });
        expect(status).toBe(502);
        const record = await recordOf(headers.get("x-generation-id"));
        expect(record).toMatchObject({ total_cost: 0, tokens_prompt: 10, finish_reason: "error" });
      }
      expect(await spent()).toBe(0);
      await eventually(async () => (await answer(server, key)).status).toBe(200);
    },
  );

  it("whose client leaves is not paid for", async () => {
    await freshKey();
    const record = await recordOf(await leave("counts-and-waits"));
    expect(record).toMatchObject({ total_cost: 0, cancelled: true, finish_reason: null });
    expect(await spent()).toBe(0);
  });

  it("is paid for where the model has ended it by itself", async () => {
    await freshKey();
    const { body } = await answer(server, key, { model: "acme/says-nothing" });
    expect(body.usage).toMatchObject({ completion_tokens: 0, cost: 0.00001 });
    await eventually(spent).toBe(0.00001);
  });

  it("costs nothing beside the one that another endpoint gave", async () => {
    ({ key } = await makeKey(server));
    const order = { provider: { order: ["alpha"] } };
    const { body } = await answer(server, key, { model: "acme/falls-back", ...order });
    expect(body).toMatchObject({ provider: "Beta", usage: { cost: answerCost } });
    await eventually(spent).toBe(answerCost);
  });
});

describe("an answer that has begun", () => {
  // "The capital of France", four letters to a token; the prompt is estimated too.
  const said = 6 * 0.00001;

  it("and is cut is paid for as far as it came", async () => {
    await freshKey();
    const { headers } = await answer(server, key, { model: "acme/breaks-cut" });
    const record = await recordOf(headers.get("x-generation-id"));
    expect(record.tokens_completion).toBe(6);
    expect(record.total_cost).toBeCloseTo(said + record.tokens_prompt * 0.000001, 12);
    await expect.poll(spent).toBe(record.total_cost);
  });

  it("and whose client leaves is paid for as far as it came", async () => {
    await freshKey();
    const record = await recordOf(await leave("says-and-waits"));
    expect(record).toMatchObject({ cancelled: true, tokens_completion: 6 });
    expect(record.total_cost).toBeCloseTo(said + record.tokens_prompt * 0.000001, 12);
    await expect.poll(spent).toBe(record.total_cost);
  });
});
