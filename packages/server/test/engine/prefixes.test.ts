import { describe, expect, it } from "vitest";
import { tinyModelTokens } from "../support/tiny-model.js";
import { answer, request, tinyEngine } from "./support.js";

const ask = (content: string, system = "") => [
  { role: "system" as const, content: system },
  { role: "user" as const, content },
];
const noEnd = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };

describe("requests that begin alike", () => {
  const tiny = tinyEngine({ parallel: 4 });

  it("evaluate one prompt once, all at the same time", async () => {
    const messages = ask("p".repeat(400));
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() =>
        answer(tiny.engine, request({ messages, maxTokens: 4, sampling: { logitBias: noEnd } })),
      ),
    );
    const evaluated = answers.map(({ done: { usage } }) => usage.promptTokens - usage.cachedTokens);
    expect(Math.max(...evaluated)).toBeGreaterThan(400);
    expect(evaluated.sort((a, b) => a - b).slice(0, 3)).toEqual([1, 1, 1]);
  });

  it("find a short prompt again, though its place has an answer behind it", async () => {
    const short = request({ messages: [{ role: "user", content: "hm" }], maxTokens: 20 });
    await answer(tiny.engine, short);
    const { usage } = (await answer(tiny.engine, short)).done;
    expect(usage.cachedTokens).toBe(usage.promptTokens - 1);
  });

  it("share a system message, also with one that is answering", async () => {
    const system = "s".repeat(300);
    const [first, ...rest] = ["one", "two", "three"].map((content) =>
      answer(
        tiny.engine,
        request({ messages: ask(content, system), maxTokens: 100, sampling: { logitBias: noEnd } }),
      ),
    );
    await first;
    for (const { done } of await Promise.all(rest)) {
      expect(done.usage.cachedTokens).toBeGreaterThan(300);
      expect(done.usage.cachedTokens).toBeLessThan(done.usage.promptTokens);
    }
  });

  it("have the same probabilities whether the prompt was evaluated or copied", async () => {
    const messages = ask("q".repeat(200));
    const seeded = request({
      messages,
      maxTokens: 20,
      topLogprobs: 5,
      sampling: { seed: 3, logitBias: noEnd },
    });
    const answers = await Promise.all([1, 2, 3].map(() => answer(tiny.engine, seeded)));
    expect(new Set(answers.map(({ done }) => done.usage.cachedTokens)).size).toBe(2);
    for (const { text, logprobs } of answers) {
      expect(text).toBe(answers[0]!.text);
      expect(logprobs).toEqual(answers[0]!.logprobs);
    }
  });

  it("are served when the one that evaluates is aborted", async () => {
    const messages = ask("r".repeat(900));
    const abort = new AbortController();
    const leaving = (async () => {
      for await (const event of tiny.engine.generate(request({ messages }), abort.signal)) {
        if (event.type === "prompt") abort.abort(new Error("left"));
      }
    })();
    const staying = answer(tiny.engine, request({ messages, maxTokens: 1 }));
    await expect(leaving).rejects.toThrow("left");
    expect((await staying).done.usage.completionTokens).toBeLessThanOrEqual(1);
  });
});

describe("conversations in turn", () => {
  const tiny = tinyEngine({ parallel: 4 });

  it("don't destroy one another, though they begin alike", async () => {
    const talk = (letter: string) => ask(letter.repeat(300), "You are a helpful assistant.");
    const cached = async (letter: string) => {
      const { usage } = (await answer(tiny.engine, request({ messages: talk(letter), maxTokens: 1 }))).done;
      return usage.promptTokens - usage.cachedTokens;
    };
    const letters = ["a", "b", "c", "d"];
    for (const letter of letters) expect(await cached(letter)).toBeGreaterThan(250);
    for (const letter of [...letters, ...letters]) expect(await cached(letter)).toBe(1);
  });
});
