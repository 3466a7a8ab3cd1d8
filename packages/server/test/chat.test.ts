import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatChunkSchema, chatResponseSchema } from "../src/formats/chat-completions/schema/response.js";
import { ask, askStreamed } from "./support/chat.js";
import { startTinyServer, type TestServer, tinyId } from "./support/server.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const greedy = { temperature: 0, max_tokens: 12 };

describe("an answer", () => {
  it("has OpenRouter's shape", async () => {
    const { status, headers, body } = await ask(server, greedy);
    expect(status).toBe(200);
    expect(() => chatResponseSchema.parse(body)).not.toThrow();
    expect(body).toMatchObject({ object: "chat.completion", model: tinyId, provider: "Embedded" });
    expect(body.id).toMatch(/^gen-\d{10}-[A-Za-z0-9]{20}$/);
    expect(headers.get("X-Generation-Id")).toBe(body.id);
    expect(Math.abs(body.created - Date.now() / 1000)).toBeLessThan(30);
    expect(body.usage).toMatchObject({ completion_tokens: 12, cost: 0 });
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + 12);
    expect(body.usage.prompt_tokens).toBe(
      await server.engine.countTokens([{ role: "user", content: "Hello" }]),
    );
  });

  it("says the same streamed, with usage once at the end", async () => {
    const whole = await ask(server, greedy);
    const streamed = await askStreamed(server, greedy);
    expect(streamed.headers.get("Content-Type")).toBe("text/event-stream; charset=utf-8");
    for (const chunk of streamed.chunks) expect(() => chatChunkSchema.parse(chunk)).not.toThrow();
    expect(new Set(streamed.chunks.map((chunk) => chunk.id)).size).toBe(1);
    expect(streamed.text).toBe(whole.body.choices[0].message.content);
    expect(streamed.done).toBe(true);
    const finishes = streamed.chunks.filter((chunk) => chunk.choices[0]?.finish_reason);
    expect(finishes).toHaveLength(1);
    expect(finishes[0].choices[0]).toMatchObject({
      finish_reason: "length",
      native_finish_reason: "max_tokens",
    });
    expect(streamed.chunks.filter((chunk) => chunk.usage)).toEqual([streamed.chunks.at(-1)]);
    expect(streamed.chunks.at(-1).choices).toEqual([]);
    expect(streamed.chunks.at(-1).usage).toMatchObject({ completion_tokens: 12, cost: 0 });
    expect(streamed.comments[0]).toBe(": OPENROUTER PROCESSING");
  });

  it.each([{}, { stream_options: null }, { stream_options: { include_usage: null } }])(
    "sends usage at the end, as OpenRouter does (%j)",
    async (options) => {
      const { chunks } = await askStreamed(server, { ...greedy, ...options });
      expect(chunks.at(-1).usage.completion_tokens).toBe(12);
    },
  );

  it("sends no usage where include_usage is false", async () => {
    const streamed = await askStreamed(server, { ...greedy, stream_options: { include_usage: false } });
    expect(streamed.chunks.filter((chunk) => "usage" in chunk)).toEqual([]);
    expect(streamed.chunks.at(-1).choices[0].finish_reason).toBe("length");
    expect(streamed.done).toBe(true);
  });

  it("echoes what the engine gets when asked to", async () => {
    const { chunks } = await askStreamed(server, { ...greedy, seed: 7, debug: { echo_upstream_body: true } });
    expect(chunks[0]).toMatchObject({
      choices: [],
      debug: { echo_upstream_body: { sampling: { temperature: 0, seed: 7 }, maxTokens: 12 } },
    });
  });

  it("never splits a character between chunks", async () => {
    const streamed = await askStreamed(server, { temperature: 1.5, max_tokens: 300, seed: 5 });
    expect(streamed.text.length).toBeGreaterThan(0);
    for (const chunk of streamed.chunks) {
      expect((chunk.choices[0]?.delta.content ?? "").isWellFormed()).toBe(true);
    }
  });
});
