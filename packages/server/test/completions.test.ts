import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorResponseSchema } from "../src/formats/chat-completions/schema/response.js";
import { completionSchema } from "../src/formats/completions/schema/response.js";
import { noEnd } from "./clients/questions.js";
import { startTinyServer, type TestServer, tinyId } from "./support/server.js";
import { tinyModelTokens } from "./support/tiny-model.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer({ apiKeys: ["sk-test"] });
});
afterAll(() => server.close());

const post = (body: Record<string, unknown>) =>
  fetch(`${server.url}/api/v1/completions`, {
    method: "POST",
    headers: { Authorization: "Bearer sk-test" },
    body: JSON.stringify({ temperature: 0, logit_bias: noEnd, ...body }),
  });

const complete = async (body: Record<string, unknown>) => {
  const response = await post(body);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return completionSchema.parse(JSON.parse(text));
};

const streamed = async (body: Record<string, unknown>) => {
  const text = await (await post({ ...body, stream: true })).text();
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  const chunks = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json]) =>
    completionSchema.parse(JSON.parse(json!)),
  );
  const texts: string[] = [];
  for (const { index, text: part } of chunks.flatMap(({ choices }) => choices)) {
    texts[index] = (texts[index] ?? "") + part;
  }
  return { chunks, texts };
};

const refusal = async (body: Record<string, unknown>) => {
  const response = await post(body);
  expect(response.status).toBe(400);
  return errorResponseSchema.parse(await response.json()).error;
};

describe("a text", () => {
  it("is continued as it is, without a template, for 16 tokens", async () => {
    const { choices, usage, ...rest } = await complete({ prompt: "Once upon" });
    expect(rest).toMatchObject({ object: "text_completion", model: tinyId, provider: "Embedded" });
    expect(choices).toMatchObject([{ index: 0, finish_reason: "length", logprobs: null }]);
    // A byte a token, and the vocabulary's beginning where it has one.
    expect(usage).toMatchObject({ prompt_tokens: 9, completion_tokens: 16 });
  });

  it("may hold control tokens", async () => {
    const { usage } = await complete({ prompt: "<|im_end|>ab" });
    expect(usage!.prompt_tokens).toBe(3);
  });

  it("goes on where its own continuation ends", async () => {
    const text = async (prompt: string, max_tokens: number) =>
      (await complete({ prompt, max_tokens, logit_bias: { ...noEnd, ...asciiOnly } })).choices[0]!.text;
    const whole = await text("Once", 12);
    const begun = whole.slice(0, 5);
    expect(await text(`Once${begun}`, 12 - 5)).toBe(whole.slice(5));
  });

  it("streams what it is whole, usage at the end", async () => {
    const whole = await complete({ prompt: "Once", max_tokens: 20 });
    const { chunks, texts } = await streamed({ prompt: "Once", max_tokens: 20 });
    expect(texts).toEqual([whole.choices[0]!.text]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 20 } });
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe("length");
    const without = await streamed({ prompt: "Once", stream_options: { include_usage: false } });
    expect(without.chunks.at(-1)!.choices).toHaveLength(1);
  });

  it("that doesn't fit is refused with the field's name", async () => {
    expect(await refusal({ prompt: "x".repeat(3_000) })).toMatchObject({
      param: "prompt",
      type: "context_length_exceeded",
    });
  });

  it("is held to a form", async () => {
    const { choices } = await complete({ prompt: "Yes or no?", guided_choice: ["yes", "no"] });
    expect(choices[0]!.text).toMatch(/^(yes|no)$/);
  });
});

/** Keeps a random model to characters of one byte. */
const asciiOnly = Object.fromEntries(
  Array.from({ length: 128 }, (_, at) => [tinyModelTokens.firstByte + 128 + at, -100]),
);

describe("several texts", () => {
  it("have their answers in order, n to each, whole and streamed", async () => {
    const body = { prompt: ["One", "Two"], n: 2, seed: 7, temperature: 1, max_tokens: 8 };
    const whole = await complete(body);
    expect(whole.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(whole.usage).toMatchObject({ prompt_tokens: 6, completion_tokens: 32 });
    const alone = await complete({ ...body, prompt: "Two" });
    expect(whole.choices.slice(2).map(({ text }) => text)).toEqual(alone.choices.map(({ text }) => text));
    expect((await streamed(body)).texts).toEqual(whole.choices.map(({ text }) => text));
  });

  it("are echoed each before its own answers", async () => {
    const body = { prompt: ["One", "Two"], n: 2, max_tokens: 3 };
    const plain = await complete(body);
    const expected = plain.choices.map(({ text }, at) => (at < 2 ? "One" : "Two") + text);
    expect((await complete({ ...body, echo: true })).choices.map(({ text }) => text)).toEqual(expected);
    expect((await streamed({ ...body, echo: true })).texts).toEqual(expected);
  });
});

describe("log-probabilities", () => {
  it("come in lists, with offsets, whole and streamed", async () => {
    const body = { prompt: "Once", max_tokens: 6, logprobs: 2, logit_bias: { ...noEnd, ...asciiOnly } };
    const { text, logprobs } = (await complete(body)).choices[0]!;
    expect(logprobs!.tokens.join("")).toBe(text);
    expect(logprobs!.text_offset).toEqual([0, 1, 2, 3, 4, 5]);
    for (const [at, top] of logprobs!.top_logprobs!.entries()) {
      expect(Object.keys(top).length).toBeGreaterThanOrEqual(2);
      expect(top[logprobs!.tokens[at]!]).toBe(logprobs!.token_logprobs[at]);
    }
    const parts = (await streamed(body)).chunks.flatMap(({ choices }) => choices[0]?.logprobs ?? []);
    expect(parts.flatMap(({ tokens }) => tokens)).toEqual(logprobs!.tokens);
    expect(parts.flatMap(({ text_offset }) => text_offset)).toEqual(logprobs!.text_offset);
  });

  it("without alternatives tell what was drawn", async () => {
    const { logprobs } = (await complete({ prompt: "Once", max_tokens: 3, logprobs: 0 })).choices[0]!;
    expect(logprobs!.token_logprobs).toHaveLength(3);
    expect(logprobs!.top_logprobs).toBeNull();
  });

  it("have offsets that count characters, also of several bytes", async () => {
    const { logprobs } = (await complete({ prompt: "x", logprobs: 0, regex: "é😀a", max_tokens: 20 }))
      .choices[0]!;
    expect(logprobs!.text_offset).toEqual([0, 0, 1, 1, 1, 1, 2]);
  });
});

describe("refused by name", () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, "prompt"],
    [{ prompt: "" }, "prompt"],
    [{ prompt: [] }, "prompt"],
    [{ prompt: [1, 2, 3] }, "prompt"],
    [{ prompt: [[1, 2], [3]] }, "prompt"],
    [{ prompt: Array(21).fill("a") }, "prompt"],
    [{ prompt: Array(17).fill("a"), n: 2 }, "n"],
    [{ prompt: "a", suffix: "b" }, "suffix"],
    [{ prompt: "a", tools: [] }, "tools"],
    [{ prompt: "a", messages: [{ role: "user", content: "b" }] }, "messages"],
    [{ prompt: "a", best_of: 3 }, "best_of"],
    [{ prompt: "a", n: 2, best_of: 3 }, "best_of"],
    [{ prompt: "a", logprobs: 6 }, "logprobs"],
    [{ prompt: "a", logprobs: true }, "logprobs"],
    [{ prompt: "a", echo: true, logprobs: 1 }, "echo"],
    [{ prompt: "a", max_tokens: 0 }, "max_tokens"],
    [{ prompt: "a", stop: ["1", "2", "3", "4", "5"] }, "stop"],
    [{ prompt: "a", functions: [] }, "functions"],
  ])("%j", async (body, param) => {
    const error = await refusal(body);
    expect(error.param).toBe(param);
    expect(error.message).toContain(param);
  });

  it("and what asks for nothing is not", async () => {
    await complete({ prompt: "a", suffix: null, best_of: 1, echo: false, logprobs: null, max_tokens: 1 });
  });

  it("token ids with the reason", async () => {
    expect((await refusal({ prompt: [1, 2] })).message).toContain("token ids are not taken here");
  });
});

it("unknown fields are told, and the generation is recorded", async () => {
  const response = await post({ prompt: "a", max_tokens: 2, colour: "red" });
  expect(response.headers.get("X-OpenRouter-Warnings")).toContain("colour");
  const { id } = (await response.json()) as { id: string };
  const record = await fetch(`${server.url}/api/v1/generation?id=${id}`, {
    headers: { Authorization: "Bearer sk-test" },
  });
  expect(await record.json()).toMatchObject({ data: { api_type: "completions", tokens_completion: 2 } });
});
