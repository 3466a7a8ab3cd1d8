import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TokenLogprobs } from "../src/engine/types.js";
import { ask, askStreamed, textOf } from "./support/chat.js";
import { startTinyServer, type TestServer, tinyId } from "./support/server.js";
import { tinyModelTokens } from "./support/tiny-model.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer({ engineOptions: { parallel: 4 } });
});
afterAll(() => server.close());

const tokenOf = (character: string) => tinyModelTokens.firstByte + character.charCodeAt(0);

const noEnd = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };
const always = (character: string) => ({ ...noEnd, [tokenOf(character)]: 100 });

/** Tokens drawn, each with the model's own probabilities of the 20 likeliest. */
const draw = async (body: Record<string, unknown>) => {
  const answer = await ask(server, {
    max_tokens: 60,
    logprobs: true,
    top_logprobs: 20,
    logit_bias: noEnd,
    seed: 1,
    ...body,
  });
  expect(answer.body.error).toBeUndefined();
  return answer.body.choices[0].logprobs.content as (TokenLogprobs & { top_logprobs: TokenLogprobs[] })[];
};
type Drawn = Awaited<ReturnType<typeof draw>>[number];

/** Place among the likeliest tokens, those banned by `noEnd` left out; −1 when it is not among them. */
const rankOf = (token: Drawn) =>
  token.top_logprobs
    .filter((other) => !other.token.startsWith("<|"))
    .findIndex((other) => String(other.bytes) === String(token.bytes));
const distinct = (tokens: { bytes: number[] }[]) => new Set(tokens.map((token) => String(token.bytes))).size;
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe("messages", () => {
  const promptTokens = async (messages: unknown[]) => {
    const { status, body } = await ask(server, { messages, max_tokens: 1 });
    expect(status, JSON.stringify(body)).toBe(200);
    return body.usage.prompt_tokens as number;
  };
  const greedy = (messages: unknown[]) => textOf(server, { messages, temperature: 0, max_tokens: 20 });
  const hello = { role: "user", content: "Hello" };

  it("takes every role, and developer as system", async () => {
    const rules = (role: string) => [{ role, content: "Be brief" }, hello];
    expect(await greedy(rules("developer"))).toBe(await greedy(rules("system")));
    expect(await greedy(rules("system"))).not.toBe(await greedy([hello]));
    const call = { id: "c1", type: "function", function: { name: "sum", arguments: '{"a":1}' } };
    const turns = [hello, { role: "assistant", content: null, tool_calls: [call] }];
    const withResult = [...turns, { role: "tool", tool_call_id: "c1", content: "2" }];
    expect(await promptTokens(withResult)).toBe(
      await server.engine.countTokens([
        { role: "user", content: "Hello" },
        { role: "assistant", content: '<tool_call>{"name":"sum","arguments":{"a":1}}</tool_call>' },
        { role: "tool", content: '<tool_response>{"name":"sum","content":2}</tool_response>' },
      ]),
    );
  });

  it("takes content as a string or as text parts", async () => {
    const parts = [
      { type: "text", text: "Hel" },
      { type: "text", text: "lo" },
    ];
    expect(await greedy([{ role: "user", content: parts }])).toBe(await greedy([hello]));
    expect(await greedy([{ role: "system", content: parts }, hello])).toBe(
      await greedy([{ role: "system", content: "Hello" }, hello]),
    );
  });

  it.each([
    ["image_url", { image_url: { url: "https://example.com/a.png" } }, "images"],
    ["input_audio", { input_audio: { data: "AA==", format: "wav" } }, "audio"],
    ["video_url", { video_url: { url: "https://example.com/a.mp4" } }, "video"],
    ["file", { file: { filename: "a.pdf", file_data: "AA==" } }, "files"],
  ])("refuses a part of type %s by name", async (type, part, kind) => {
    const content = [
      { type: "text", text: "Look" },
      { type, ...part },
    ];
    const { status, body } = await ask(server, { messages: [hello, { role: "user", content }] });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      param: "messages[1].content[1]",
      message: `messages[1].content[1] is of type "${type}", but the model does not take ${kind}`,
    });
  });

  it("continues a last message of the assistant", async () => {
    const open = await promptTokens([hello]);
    expect(await promptTokens([hello, { role: "assistant", content: "bcd" }])).toBe(open + 3);
  });

  it("refuses a last message whose tool calls have no results", async () => {
    const call = { id: "c1", type: "function", function: { name: "sum", arguments: "{}" } };
    const { status, body } = await ask(server, {
      messages: [hello, { role: "assistant", tool_calls: [call] }],
    });
    expect(status).toBe(400);
    expect(body.error.param).toBe("messages[1].tool_calls");
  });
});

describe("model", () => {
  it.each([tinyId, "tiny-random", "Tiny-Random", "openrouter/auto", undefined])(
    "%s is answered",
    async (model) => {
      const { status, body } = await ask(server, { model, max_tokens: 1 });
      expect(status).toBe(200);
      expect(body.model).toBe(tinyId);
    },
  );

  it("answers 404 for an unknown one, and lists what there is", async () => {
    const { status, body } = await ask(server, { model: "openai/gpt-9" });
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ param: "model", type: "not_found" });
    expect(body.error.message).toContain("openai/gpt-9");
    expect(body.error.message).toContain(tinyId);
  });

  it("falls back to the first of models that is here", async () => {
    const { body } = await ask(server, { model: "a/b", models: ["c/d", "tiny-random"], max_tokens: 1 });
    expect(body.model).toBe(tinyId);
  });

  it("honours the provider preferences", async () => {
    const status = async (provider: unknown) => (await ask(server, { provider, max_tokens: 1 })).status;
    expect(await status({ only: ["embedded"] })).toBe(200);
    expect(await status({ only: ["elsewhere"] })).toBe(404);
    expect(await status({ ignore: ["Embedded"] })).toBe(404);
    expect(await status({ order: ["elsewhere"] })).toBe(200);
    expect(await status({ order: ["elsewhere"], allow_fallbacks: false })).toBe(404);
  });
});

describe("max_tokens and max_completion_tokens", () => {
  it.each([
    [{ max_tokens: 1 }, 1],
    [{ max_tokens: 17 }, 17],
    [{ max_completion_tokens: 9 }, 9],
    [{ max_tokens: 5, max_completion_tokens: 9 }, 5],
    [{ max_tokens: 9, max_completion_tokens: 5 }, 5],
    [{ max_tokens: null, max_completion_tokens: 3 }, 3],
  ])("%j gives exactly %i tokens", async (limits, expected) => {
    const { body } = await ask(server, { ...limits, logit_bias: noEnd });
    expect(body.usage.completion_tokens).toBe(expected);
    expect(body.choices[0]).toMatchObject({ finish_reason: "length", native_finish_reason: "max_tokens" });
  });

  it("without them the context is the limit", async () => {
    const { body } = await ask(server, { logit_bias: always("a") });
    expect(body.usage.total_tokens).toBe(2048);
    expect(body.choices[0]).toMatchObject({ finish_reason: "length", native_finish_reason: "context_full" });
  });
});

describe("sampling", () => {
  it("temperature 0 takes the likeliest token, the same each time", async () => {
    const tokens = await draw({ temperature: 0, seed: undefined });
    expect(tokens.map(rankOf)).toEqual(tokens.map(() => 0));
    expect(await draw({ temperature: 0, seed: undefined })).toEqual(tokens);
  });

  it("a higher temperature draws less likely tokens", async () => {
    const likelihood = async (temperature: number) =>
      mean((await draw({ temperature })).map((token) => token.logprob));
    const [cold, plain, hot] = [await likelihood(0.3), await likelihood(1), await likelihood(2)];
    expect(cold).toBeGreaterThan(plain + 0.3);
    expect(plain).toBeGreaterThan(hot + 0.3);
  });

  it("temperature 1 draws from the model's own distribution", async () => {
    const first = (await draw({ max_tokens: 1 }))[0]!;
    const expected = first.top_logprobs.map((token) => Math.exp(token.logprob));
    const draws = 400;
    const counts = new Map<string, number>();
    for (let seed = 0; seed < draws; seed++) {
      const [token] = await draw({ max_tokens: 1, seed });
      counts.set(String(token!.bytes), (counts.get(String(token!.bytes)) ?? 0) + 1);
    }
    for (const [index, probability] of expected.slice(0, 5).entries()) {
      const seen = counts.get(String(first.top_logprobs[index]!.bytes)) ?? 0;
      const deviation = Math.sqrt(draws * probability * (1 - probability));
      expect(Math.abs(seen - draws * probability)).toBeLessThan(4 * deviation);
    }
  }, 60_000);

  it("top_k keeps the k likeliest", async () => {
    const ranks = (await draw({ top_k: 3, temperature: 2 })).map(rankOf);
    expect(new Set(ranks)).toEqual(new Set([0, 1, 2]));
    expect((await draw({ temperature: 2 })).map(rankOf)).toContain(-1);
  });

  it("top_p keeps the smallest set that reaches it", async () => {
    const tokens = await draw({ top_p: 0.2, logit_bias: { ...noEnd, [tinyModelTokens.start]: -100 } });
    for (const token of tokens) {
      const before = token.top_logprobs
        .slice(0, rankOf(token))
        .reduce((sum, other) => sum + Math.exp(other.logprob), 0);
      expect(rankOf(token)).toBeGreaterThanOrEqual(0);
      expect(before).toBeLessThan(0.2);
    }
    expect(tokens.some((token) => rankOf(token) > 0)).toBe(true);
  });

  const share = (token: Drawn) => Math.exp(token.logprob) / Math.exp(token.top_logprobs[0]!.logprob);

  it("min_p drops what is too unlikely beside the likeliest", async () => {
    const tokens = await draw({ min_p: 0.5 });
    for (const token of tokens) expect(share(token)).toBeGreaterThanOrEqual(0.4999);
    expect(tokens.some((token) => rankOf(token) > 0)).toBe(true);
    expect((await draw({})).some((token) => share(token) < 0.5)).toBe(true);
  });

  it("top_a drops what is too unlikely beside the square of the likeliest", async () => {
    const ratio = (token: Drawn) => Math.exp(token.logprob) / Math.exp(token.top_logprobs[0]!.logprob) ** 2;
    const tokens = await draw({ top_a: 1 });
    for (const token of tokens) expect(ratio(token)).toBeGreaterThanOrEqual(0.999);
    expect(tokens.some((token) => rankOf(token) > 0)).toBe(true);
    expect((await draw({})).some((token) => ratio(token) < 1)).toBe(true);
  });

  it.each(["frequency_penalty", "presence_penalty"])(
    "%s discourages repetition, or encourages it below 0",
    async (name) => {
      const plain = distinct(await draw({ temperature: 0 }));
      expect(distinct(await draw({ temperature: 0, [name]: 2 }))).toBeGreaterThan(plain + 10);
      expect(distinct(await draw({ temperature: 0, [name]: -2 }))).toBeLessThan(plain - 5);
    },
  );

  it("repetition_penalty discourages repetition above 1, encourages it below", async () => {
    const plain = distinct(await draw({ temperature: 0 }));
    expect(distinct(await draw({ temperature: 0, repetition_penalty: 2 }))).toBeGreaterThan(plain + 10);
    expect(distinct(await draw({ temperature: 0, repetition_penalty: 0.5 }))).toBeLessThan(plain - 5);
  });

  it("frequency_penalty counts occurrences, presence_penalty does not", async () => {
    const favoured = { temperature: 0, max_tokens: 80, logit_bias: { ...noEnd, [tokenOf("a")]: 60 } };
    const letters = async (penalty: Record<string, number>) =>
      (await draw({ ...favoured, ...penalty })).filter((token) => token.token === "a").length;
    expect(await letters({ presence_penalty: 2 })).toBe(80);
    const counted = await letters({ frequency_penalty: 2 });
    expect(counted).toBeGreaterThan(20);
    expect(counted).toBeLessThan(40);
  });
});

describe("seed", () => {
  it("gives the same answer again, whatever else runs, and another one for another seed", async () => {
    const alone = await draw({ seed: 42 });
    const together = await Promise.all([
      draw({ seed: 42 }),
      draw({ seed: 43 }),
      draw({ seed: undefined, max_tokens: 90 }),
      draw({ seed: 42 }),
    ]);
    expect(together[0]).toEqual(alone);
    expect(together[3]).toEqual(alone);
    expect(together[1]).not.toEqual(alone);
    expect(await draw({ seed: undefined })).not.toEqual(await draw({ seed: undefined }));
  });

  it.each([0, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER])("%i is a seed of its own", async (seed) => {
    const tokens = await draw({ seed });
    expect(await draw({ seed })).toEqual(tokens);
    for (const other of [0, 1, -1, -2, 2 ** 32, 2 ** 32 + 1]) {
      if (other !== seed) expect(await draw({ seed: other })).not.toEqual(tokens);
    }
  });
});

describe("logit_bias", () => {
  it("+100 always draws the token, −100 never", async () => {
    expect(await textOf(server, { max_tokens: 30, logit_bias: always("q") })).toBe("q".repeat(30));
    const [likeliest] = await draw({ temperature: 0, max_tokens: 1 });
    const id = tokenOf(likeliest!.token);
    const answer = await draw({ temperature: 0, max_tokens: 1, logit_bias: { ...noEnd, [id]: -100 } });
    expect(answer[0]!.bytes).not.toEqual(likeliest!.bytes);
    expect(answer[0]!.bytes).toEqual(likeliest!.top_logprobs[1]!.bytes);
  });

  it("holds for tokens that end the text", async () => {
    const { body } = await ask(server, { max_tokens: 30, logit_bias: { [tinyModelTokens.end]: 100 } });
    expect(body.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "" } });
    expect(body.usage.completion_tokens).toBe(0);
  });

  it("refuses tokens that the model does not have", async () => {
    const { status, body } = await ask(server, { logit_bias: { 999999: 1 } });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(
      /^logit_bias must have token ids from 0 to \d+ as keys, got the key 999999$/,
    );
  });
});

describe("logprobs", () => {
  it("are the model's own, before sampling", async () => {
    const changed = { temperature: 2, top_k: 2, logit_bias: { ...noEnd, [tokenOf("a")]: 50 }, max_tokens: 1 };
    const [plain] = await draw({ temperature: 0, max_tokens: 1 });
    const [other] = await draw(changed);
    expect(other!.top_logprobs).toEqual(plain!.top_logprobs);
    expect(other!.token).toBe("a");
    expect(other!.logprob).toBeLessThan(-2);
  });

  it("sum to at most 1, in order, with the bytes of each token", async () => {
    for (const token of await draw({})) {
      const all = token.top_logprobs.map((other) => other.logprob);
      expect(all).toHaveLength(20);
      expect(all).toEqual(all.toSorted((a, b) => b - a));
      expect(all.reduce((sum, value) => sum + Math.exp(value), 0)).toBeLessThanOrEqual(1.0001);
      const decoded = new TextDecoder().decode(Uint8Array.from(token.bytes));
      expect(token.token).toBe(decoded);
    }
  });

  it("add up to the text, streamed as well as not", async () => {
    const body = { temperature: 0, max_tokens: 30, logprobs: true, top_logprobs: 2, logit_bias: noEnd };
    const { body: whole } = await ask(server, body);
    const streamed = await askStreamed(server, body);
    const content = streamed.chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.content ?? []);
    expect(content).toEqual(whole.choices[0].logprobs.content);
    expect(content).toHaveLength(30);
    const bytes = Uint8Array.from(content.flatMap((token) => token.bytes));
    expect(new TextDecoder().decode(bytes)).toBe(streamed.text);
  });

  it.each([0, 1, 20])("come with %i alternatives", async (count) => {
    const tokens = await draw({ max_tokens: 3, top_logprobs: count });
    expect(tokens.map((token) => token.top_logprobs.length)).toEqual([count, count, count]);
  });

  it("are absent unless asked for; alternatives need them", async () => {
    expect((await ask(server, { max_tokens: 1 })).body.choices[0].logprobs).toBeNull();
    const { status, body } = await ask(server, { top_logprobs: 3 });
    expect(status).toBe(400);
    expect(body.error.param).toBe("top_logprobs");
  });
});

describe("stop", () => {
  const greedy = { temperature: 0, max_tokens: 60, logit_bias: noEnd };

  it("ends the answer before the string, across tokens, and never shows any of it", async () => {
    const text = await textOf(server, greedy);
    const stop = text.slice(7, 12);
    expect(stop.length).toBe(5);
    const expected = text.slice(0, text.indexOf(stop));
    const { body } = await ask(server, { ...greedy, stop });
    expect(body.choices[0]).toMatchObject({
      message: { content: expected },
      finish_reason: "stop",
      native_finish_reason: "stop_sequence",
    });
    const streamed = await askStreamed(server, { ...greedy, stop: ["not in there", stop] });
    expect(streamed.text).toBe(expected);
  });

  it("holds nothing back for good", async () => {
    const body = { max_tokens: 30, logit_bias: always("a") };
    expect(await textOf(server, { ...body, stop: ["aab", `${"a".repeat(31)}`] })).toBe("a".repeat(30));
    expect(await textOf(server, { ...body, stop: ["b", "c", "d", "aaa"] })).toBe("");
  });
});

describe("what can't be done", () => {
  it("names unknown fields in a header, streamed too", async () => {
    const fields = { max_tokens: 1, top_z: 1, bottom_z: [{ id: "web" }], "sch\u00f6n\r\n": 1 };
    const expected = 'unknown fields ignored: top_z, bottom_z, "sch?n\\r\\n"';
    expect((await ask(server, fields)).headers.get("X-OpenRouter-Warnings")).toBe(expected);
    expect((await askStreamed(server, fields)).headers.get("X-OpenRouter-Warnings")).toBe(expected);
    expect((await ask(server, { max_tokens: 1 })).headers.get("X-OpenRouter-Warnings")).toBeNull();
  });

  it("ignores reasoning and says so, or answers 404 where parameters are required", async () => {
    const fields = { max_tokens: 1, reasoning: { effort: "high" } };
    const ignored = await ask(server, fields);
    expect(ignored.status).toBe(200);
    expect(ignored.headers.get("X-OpenRouter-Warnings")).toBe(
      "not supported by this model, ignored: reasoning",
    );
    const required = await ask(server, { ...fields, provider: { require_parameters: true } });
    expect(required.status).toBe(404);
    expect(required.body.error).toMatchObject({ param: "reasoning", type: "not_found" });
  });

  it("refuses a prompt that does not fit the context", async () => {
    const content = "word ".repeat(1_000);
    for (const stream of [false, true]) {
      const { status, body } = await ask(server, { messages: [{ role: "user", content }], stream });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        param: "messages",
        type: "context_length_exceeded",
        metadata: { provider_code: "context_length_exceeded" },
      });
      expect(body.error.message).toMatch(/maximum context length is 2048 tokens/);
    }
  });
});

describe("metadata and user", () => {
  it("are recorded with the generation", async () => {
    const metadata = { order: "17", note: "füñ" };
    const { body } = await ask(server, { max_tokens: 2, metadata, user: "u-1", session_id: "s-1" });
    const response = await fetch(`${server.url}/api/v1/generation?id=${body.id}`);
    expect(await response.json()).toMatchObject({
      data: {
        id: body.id,
        metadata,
        external_user: "u-1",
        session_id: "s-1",
        tokens_completion: 2,
        finish_reason: "length",
        model: tinyId,
      },
    });
  });
});
