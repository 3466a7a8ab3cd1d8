import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, askStreamed } from "./support/chat.js";
import { startTinyServer, type TestServer } from "./support/server.js";
import { tinyModelTokens } from "./support/tiny-model.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const noEnd = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };
const body = { max_tokens: 12, logit_bias: noEnd, seed: 7 };

describe("n", () => {
  it("gives as many answers, each of its own, to one prompt", async () => {
    const one = (await ask(server, body)).body;
    const { status, body: answer } = await ask(server, { ...body, n: 3 });
    expect(status).toBe(200);
    expect(answer.choices.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2]);
    const texts = answer.choices.map((choice: { message: { content: string } }) => choice.message.content);
    expect(new Set(texts).size).toBe(3);
    expect(texts[0]).toBe(one.choices[0].message.content);
    expect(answer.usage).toMatchObject({
      prompt_tokens: one.usage.prompt_tokens,
      completion_tokens: 36,
      total_tokens: one.usage.prompt_tokens + 36,
    });
    expect(answer.choices[2]).toMatchObject({ finish_reason: "length", native_finish_reason: "max_tokens" });
  });

  it("streams them side by side: each ends once, usage comes once", async () => {
    const whole = (await ask(server, { ...body, n: 8 })).body;
    const { chunks, done } = await askStreamed(server, { ...body, n: 8 });
    expect(done).toBe(true);
    const choices = chunks.flatMap((chunk) => chunk.choices);
    for (const { index, message } of whole.choices) {
      const own = choices.filter((choice) => choice.index === index);
      expect(own.map((choice) => choice.delta.content).join("")).toBe(message.content);
      expect(own.filter((choice) => choice.finish_reason !== null)).toEqual([own.at(-1)]);
    }
    expect(chunks.filter((chunk) => chunk.usage)).toEqual([chunks.at(-1)]);
    expect(chunks.at(-1).usage.completion_tokens).toBe(96);
  });

  it("is at most 8", async () => {
    const { status, body: answer } = await ask(server, { ...body, n: 9 });
    expect(status).toBe(400);
    expect(answer.error.message).toBe("n must be a whole number from 1 to 8, got 9");
  });

  it("fails as a whole", async () => {
    const { status } = await ask(server, { messages: [{ role: "user", content: "x".repeat(9_000) }], n: 4 });
    expect(status).toBe(400);
  });
});
