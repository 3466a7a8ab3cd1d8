import { describe, expect, it } from "vitest";
import { tinyModelTokens } from "../support/tiny-model.js";
import { answer, request, tinyEngine } from "./support.js";

const tiny = tinyEngine({ contextLength: 256 });
const long = tinyEngine({ contextLength: 1024, parallel: 1 });

const noEnd = {
  [tinyModelTokens.endOfText]: -100,
  [tinyModelTokens.start]: -100,
  [tinyModelTokens.end]: -100,
};

describe("limits", () => {
  it.each([1, 2, 7, 40])("generates exactly %i tokens", async (maxTokens) => {
    const { done, logprobs } = await answer(
      tiny.engine,
      request({ maxTokens, topLogprobs: 0, sampling: { seed: 3, logitBias: noEnd } }),
    );
    expect(done).toMatchObject({ finishReason: "length", nativeFinishReason: "max_tokens" });
    expect(done.usage.completionTokens).toBe(maxTokens);
    expect(logprobs).toHaveLength(maxTokens);
  });

  it("ends when the context is full, without forgetting the beginning", async () => {
    const { done } = await answer(tiny.engine, request({ sampling: { seed: 1, logitBias: noEnd } }));
    expect(done).toMatchObject({ finishReason: "length", nativeFinishReason: "context_full" });
    expect(done.usage.promptTokens + done.usage.completionTokens).toBe(256);
  });

  it("rejects a prompt that leaves no room, with both numbers", async () => {
    const messages = [{ role: "user" as const, content: "x".repeat(400) }];
    const promptTokens = await tiny.engine.countTokens(messages);
    await expect(answer(tiny.engine, request({ messages }))).rejects.toMatchObject({
      name: "EngineError",
      code: "prompt_too_long",
      message: expect.stringMatching(
        new RegExp(
          `maximum context length is 256 tokens\\..* resulted in ${promptTokens} tokens; at most 255 `,
        ),
      ),
    });
  });

  it("rejects an endless prompt without tokenising all of it", async () => {
    const messages = [{ role: "user" as const, content: "x".repeat(3_000_000) }];
    await expect(answer(tiny.engine, request({ messages }))).rejects.toMatchObject({
      code: "prompt_too_long",
      message: expect.stringMatching(/maximum context length is 256 tokens\..* more than \d{3,4} tokens/),
    });
  });

  it("accepts the longest prompt that leaves room for one token", async () => {
    const around = await tiny.engine.countTokens([{ role: "user", content: "" }]);
    const messages = [{ role: "user" as const, content: "x".repeat(255 - around) }];
    const { done } = await answer(tiny.engine, request({ messages, sampling: { temperature: 0 } }));
    expect(done.usage).toMatchObject({ promptTokens: 255, completionTokens: 1 });
    expect(done.nativeFinishReason).toBe("context_full");
  });
});

describe("an answer that runs in circles", () => {
  const circles = request({
    maxTokens: 700,
    sampling: { temperature: 0, logitBias: { [tinyModelTokens.firstByte + 0x61]: 100 } },
  });

  it("ends when it is guarded against", async () => {
    const { done, text } = await answer(long.engine, { ...circles, repetitionGuard: true });
    expect(done).toMatchObject({ finishReason: "length", nativeFinishReason: "repetition" });
    expect(text.length).toBeLessThan(600);
  });

  it("goes on when it is not", async () => {
    const { done } = await answer(long.engine, circles);
    expect(done.nativeFinishReason).toBe("max_tokens");
  });
});

describe("text", () => {
  it("never contains a stop string or a part of one that was completed", async () => {
    const base = request({ maxTokens: 60, sampling: { seed: 11 } });
    const whole = await answer(tiny.engine, base);
    const stop = whole.text.slice(20, 23);
    const stopped = await answer(tiny.engine, { ...base, stop: [stop, "never to be seen"] });
    expect(stopped.done).toMatchObject({ finishReason: "stop", nativeFinishReason: "stop_sequence" });
    expect(stopped.text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
    expect(stopped.done.usage.completionTokens).toBeLessThan(whole.done.usage.completionTokens);
  });

  it("is the same with stop strings that are not met", async () => {
    const base = request({ maxTokens: 60, sampling: { seed: 12 } });
    const whole = await answer(tiny.engine, base);
    const almost = whole.text.slice(10, 12);
    const { text } = await answer(tiny.engine, { ...base, stop: [`${almost}\u0000not there`] });
    expect(text).toBe(whole.text);
  });

  it("comes in whole characters", async () => {
    const { events, text } = await answer(
      tiny.engine,
      request({ grammar: 'root ::= ("é" | "漢" | "😀"){12}', sampling: { seed: 5 } }),
    );
    expect([...text].every((character) => "é漢😀".includes(character))).toBe(true);
    expect([...text]).toHaveLength(12);
    for (const event of events) {
      if (event.type === "text") expect(event.text).toMatch(/^[é漢😀]+$/u);
    }
  });
});

describe("a grammar", () => {
  it("holds for the text as it is read, whatever is forced", async () => {
    for (const forced of [tinyModelTokens.start, tinyModelTokens.firstByte + 0xc1]) {
      const { text, done } = await answer(
        tiny.engine,
        request({ grammar: "root ::= [a-z<|>_]{30}", sampling: { seed: 1, logitBias: { [forced]: 100 } } }),
      );
      expect(text).toMatch(/^[a-z<|>_]{30}$/);
      expect(done).toMatchObject({ finishReason: "stop", nativeFinishReason: "grammar_end" });
    }
  });
});

describe("the last message", () => {
  it("is continued when it is the assistant's", async () => {
    const messages = [
      { role: "user" as const, content: "Hi" },
      { role: "assistant" as const, content: "Well" },
    ];
    const open = await tiny.engine.countTokens(messages);
    const answered = await tiny.engine.countTokens([...messages, { role: "user", content: "" }]);
    const begun = await tiny.engine.countTokens([messages[0]!, { role: "assistant", content: "" }]);
    expect(open - begun).toBe("Well".length);
    expect(answered).toBeGreaterThan(open);
  });
});

describe("abort", () => {
  it("rejects with the reason and frees the place", async () => {
    const reason = new Error("enough");
    const abort = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of tiny.engine.generate(request({ sampling: { seed: 1 } }), abort.signal)) {
        seen.push(event.type);
        if (event.type === "text") abort.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).not.toContain("done");
    expect(tiny.engine.load.running).toBe(0);
  });

  it("frees the place of a reader that never comes back", async () => {
    const abort = new AbortController();
    const events = tiny.engine.generate(request(), abort.signal)[Symbol.asyncIterator]();
    await events.next();
    expect(tiny.engine.load.running).toBe(1);
    abort.abort();
    expect(tiny.engine.load.running).toBe(0);
  });

  it("works before anything has started", async () => {
    await expect(answer(tiny.engine, request(), AbortSignal.abort(new Error("early")))).rejects.toThrow(
      "early",
    );
  });

  it.each(["at once", "after a microtask", "after a turn of the event loop"])(
    "works while the prompt is prepared, %s",
    async (moment) => {
      const abort = new AbortController();
      const events = tiny.engine.generate(request(), abort.signal)[Symbol.asyncIterator]();
      const rejection = expect(events.next()).rejects.toThrow("enough");
      if (moment === "after a microtask") await Promise.resolve();
      if (moment === "after a turn of the event loop") await new Promise(setImmediate);
      abort.abort(new Error("enough"));
      await rejection;
      expect(tiny.engine.load).toMatchObject({ running: 0, waiting: 0 });
      expect((await answer(tiny.engine, request({ maxTokens: 1 }))).done.type).toBe("done");
    },
  );

  it("works between the call and the first step", async () => {
    const abort = new AbortController();
    const events = tiny.engine.generate(request(), abort.signal)[Symbol.asyncIterator]();
    abort.abort(new Error("enough"));
    await expect(events.next()).rejects.toThrow("enough");
    expect(tiny.engine.load.running).toBe(0);
  });

  it.each([1, 2, 3, 4, 5, 6])("works after event %i", async (moment) => {
    const messages = [{ role: "user" as const, content: `${moment}${"u".repeat(60)}` }];
    const abort = new AbortController();
    let seen = 0;
    const reading = (async () => {
      const endless = request({ messages, sampling: { logitBias: noEnd } });
      for await (const _ of tiny.engine.generate(endless, abort.signal)) {
        if (++seen === moment) abort.abort(new Error("enough"));
      }
    })();
    await expect(reading).rejects.toThrow("enough");
    expect(seen).toBe(moment);
    expect(tiny.engine.load.running).toBe(0);
  });

  it("follows from leaving the loop", async () => {
    for await (const event of tiny.engine.generate(request())) {
      if (event.type === "text") break;
    }
    expect(tiny.engine.load.running).toBe(0);
  });

  it("happens at once when an iterator is returned while it waits", async () => {
    const iterator = tiny.engine.generate(request())[Symbol.asyncIterator]();
    const first = iterator.next();
    await iterator.return?.();
    await first.catch(() => {});
    expect(tiny.engine.load.running).toBe(0);
  });
});

describe("prompts", () => {
  it("report their progress in slices", async () => {
    const messages = [{ role: "user" as const, content: "y".repeat(150) }];
    const { events, done } = await answer(
      tiny.engine,
      request({ messages, maxTokens: 1, sampling: { seed: 9 } }),
    );
    const progress = events.filter((event) => event.type === "prompt");
    expect(progress.length).toBeGreaterThanOrEqual(3);
    expect(progress.at(-1)).toMatchObject({
      evaluated: done.usage.promptTokens,
      promptTokens: done.usage.promptTokens,
    });
    const counts = progress.map((event) => event.evaluated);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  it("reuse what an earlier turn evaluated", async () => {
    const first = [{ role: "user" as const, content: "z".repeat(100) }];
    const one = await answer(tiny.engine, request({ messages: first, maxTokens: 10 }));
    const second = [
      ...first,
      { role: "assistant" as const, content: one.text },
      { role: "user" as const, content: "and?" },
    ];
    const two = await answer(tiny.engine, request({ messages: second, maxTokens: 1 }));
    expect(two.done.usage.cachedTokens).toBeGreaterThanOrEqual(one.done.usage.promptTokens);
    expect(two.done.usage.cachedTokens).toBeLessThan(two.done.usage.promptTokens);
  });

  it("give the same answer to a seeded request whether or not they were reused", async () => {
    const messages = [{ role: "user" as const, content: "w".repeat(120) }];
    const seeded = request({ messages, maxTokens: 40, topLogprobs: 3, sampling: { seed: 77 } });
    const first = await answer(tiny.engine, seeded);
    const again = await answer(tiny.engine, seeded);
    expect(again.done.usage.cachedTokens).toBeGreaterThan(first.done.usage.cachedTokens);
    expect(again.text).toBe(first.text);
    expect(again.logprobs).toEqual(first.logprobs);
  });
});

describe("a long prompt", () => {
  it("doesn't hold up another answer, and is left within a slice", async () => {
    const leaveOther = new AbortController();
    let otherTexts = 0;
    const other = (async () => {
      // A character for each token.
      const endless = request({ sampling: { logitBias: { [tinyModelTokens.firstByte + 0x61]: 100 } } });
      for await (const event of tiny.engine.generate(endless, leaveOther.signal)) {
        if (event.type === "text") otherTexts++;
      }
    })();
    while (otherTexts === 0) await new Promise(setImmediate);
    const abort = new AbortController();
    // With a seed, whose slices are the same on every machine.
    const wanted = request({
      messages: [{ role: "user", content: "v".repeat(200) }],
      sampling: { seed: 1 },
    });
    const seen: number[] = [];
    const long = (async () => {
      for await (const event of tiny.engine.generate(wanted, abort.signal)) {
        if (event.type === "prompt") seen.push(event.evaluated);
        if (seen.length === 3) abort.abort(new Error("left"));
      }
    })();
    await expect(long).rejects.toThrow("left");
    // Three slices, and between them a token of the other answer each.
    expect(seen).toEqual([seen[0]!, seen[0]! + 64, seen[0]! + 128]);
    expect(otherTexts).toBeGreaterThanOrEqual(3);
    leaveOther.abort(new Error("left"));
    await expect(other).rejects.toThrow("left");
    expect(tiny.engine.load.running).toBe(0);
  });
});

describe("errors", () => {
  it("name the file that is no model", async () => {
    const { createEngine } = await import("../../src/engine/index.js");
    await expect(createEngine({ modelPath: import.meta.filename })).rejects.toMatchObject({
      code: "model_unusable",
      message: expect.stringContaining(import.meta.filename),
    });
  });

  it("name an option that is out of range", async () => {
    const { createEngine } = await import("../../src/engine/index.js");
    await expect(createEngine({ modelPath: "x", parallel: 0 })).rejects.toThrow(/parallel is 0/);
  });
});
