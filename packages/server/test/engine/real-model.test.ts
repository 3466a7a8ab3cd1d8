import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine, type PromptMessage } from "../../src/engine/index.js";
import { cachedPath, defaultModel, findEntry } from "../../src/model-files/index.js";
import { answer, request } from "./support.js";

const cached = cachedPath(findEntry(defaultModel)!);
const modelPath = process.env.OPENROUTER_MODEL_PATH ?? (existsSync(cached) ? cached : undefined);

const reason = modelPath ? "" : " (skipped: no OPENROUTER_MODEL_PATH and no model in the cache)";

describe.skipIf(modelPath === undefined)(
  `a real model${reason}`,
  () => {
    let engine: Engine;

    beforeAll(async () => {
      engine = await createEngine({ modelPath: modelPath!, parallel: 4, contextLength: 2048 });
    }, 60_000);

    afterAll(() => engine?.close());

    const ask = (content: string): PromptMessage[] => [
      { role: "system", content: "You answer briefly." },
      { role: "user", content },
    ];
    // Those of ChatML vocabularies in the Qwen family: an answer that never ends by itself.
    const endless = { 151643: -100, 151645: -100 };
    const cities = 'root ::= " Berlin" | " Paris" | " London" | " Madrid"';

    it.each([
      ["France", "Paris"],
      ["Germany", "Berlin"],
      ["Spain", "Madrid"],
    ])("chooses the right capital of %s within a grammar", async (country, capital) => {
      const { text, done } = await answer(
        engine,
        request({
          messages: [
            ...ask(`What is the capital of ${country}?`),
            { role: "assistant", content: `The capital of ${country} is` },
          ],
          grammar: cities,
          sampling: { temperature: 0 },
        }),
      );
      expect(text).toBe(` ${capital}`);
      expect(done).toMatchObject({ finishReason: "stop", nativeFinishReason: "grammar_end" });
    });

    it("continues the assistant's message", async () => {
      const { text } = await answer(
        engine,
        request({
          messages: [...ask("Count from one to six."), { role: "assistant", content: "one, two, three," }],
          maxTokens: 6,
          sampling: { temperature: 0 },
        }),
      );
      expect(text).toMatch(/^ four, five, six/);
    });

    it("knows the log-probability of a token outside of what it lists", async () => {
      const wanted = request({ messages: ask("Hello"), maxTokens: 1, topLogprobs: 20 });
      const whole = (await answer(engine, { ...wanted, sampling: { ...wanted.sampling, temperature: 0 } }))
        .logprobs[0]!;
      const rare = 40_000;
      const forced = { ...wanted.sampling, temperature: 0, logitBias: { [rare]: 100 } };
      const { logprob, top } = (await answer(engine, { ...wanted, sampling: forced })).logprobs[0]!;
      expect(top).toEqual(whole.top);
      expect(logprob).toBeLessThan(top.at(-1)!.logprob);
      expect(logprob).toBeGreaterThan(-50);
    });

    it("evaluates of a second turn only what is new", async () => {
      const turn: PromptMessage[] = ask("Name three colours of the rainbow, please. ".repeat(8));
      const first = await answer(engine, request({ messages: turn, maxTokens: 12 }));
      const next: PromptMessage[] = [
        ...turn,
        { role: "assistant", content: first.text },
        { role: "user", content: "And one more?" },
      ];
      const second = await answer(engine, request({ messages: next, maxTokens: 1 }));
      expect(first.done.usage.cachedTokens).toBeLessThan(20);
      expect(second.done.usage.cachedTokens).toBeGreaterThanOrEqual(first.done.usage.promptTokens);
      const evaluated = second.done.usage.promptTokens - second.done.usage.cachedTokens;
      expect(evaluated).toBeLessThan(40);
    });

    it("writes on while a long prompt is evaluated", async () => {
      const words = "The keeper of the lighthouse counts the ships that pass by in the night. ";
      const order: ("slice" | "token")[] = [];
      const leave = new AbortController();
      const running = (async () => {
        const story = request({
          messages: ask("Count from one to a thousand."),
          sampling: { logitBias: endless },
        });
        for await (const event of engine.generate(story, leave.signal)) {
          if (event.type === "text") order.push("token");
        }
      })();
      while (order.length === 0) await new Promise(setImmediate);
      const long = request({ messages: ask(words.repeat(75)), maxTokens: 1 });
      for await (const event of engine.generate(long)) {
        if (event.type === "prompt") order.push("slice");
        if (event.type === "done") expect(event.usage.promptTokens).toBeGreaterThan(1000);
      }
      leave.abort(new Error("left"));
      await expect(running).rejects.toThrow("left");
      const slices = order.filter((event) => event === "slice").length;
      const between = order.slice(order.indexOf("slice"), order.lastIndexOf("slice"));
      const tokens = between.filter((event) => event === "token").length;
      expect(slices).toBeGreaterThan(1);
      expect(tokens).toBeGreaterThanOrEqual(slices - 1);
    }, 240_000);

    it("gives a seeded answer to the letter while others run", async () => {
      const seeded = request({
        messages: ask("Tell me about the sea, its ships and its birds. ".repeat(4)),
        maxTokens: 25,
        topLogprobs: 3,
        sampling: { seed: 42 },
      });
      const other = (content: string) => answer(engine, request({ messages: ask(content), maxTokens: 30 }));
      const alone = await answer(engine, seeded);
      const [among] = await Promise.all([
        answer(engine, seeded),
        other("Why?"),
        other("Tell me a long story."),
      ]);
      expect(among.text).toBe(alone.text);
      // To the last bit: part of the prompt was found evaluated the second time, and other answers were under way.
      expect(among.logprobs).toEqual(alone.logprobs);
      expect(among.done.usage.cachedTokens).toBeGreaterThan(alone.done.usage.cachedTokens);
    });
  },
  60_000,
);
