import { describe, expect, it } from "vitest";
import { ApiError } from "../generation/api-error.js";
import { type FinishReason, type GenerationEvent, noUsage } from "../generation/event.js";
import type { AnswerSource } from "../generation/provider.js";
import type { Task } from "../generation/task.js";
import { type CacheBounds, ResponseCache } from "./response-cache.js";

function task(content: string): Task {
  return {
    models: [],
    messages: [{ role: "user", content }],
    parameters: {},
    routing: {},
    extra: {},
    client: "test",
  };
}

/** Answers with a text, `length` characters long, and counts how often it was asked. */
function talker({
  length = 10,
  finishReason = "stop",
}: {
  length?: number;
  finishReason?: FinishReason;
} = {}) {
  const source = {
    asked: 0,
    async *generate(): AsyncGenerator<GenerationEvent> {
      source.asked++;
      yield { type: "accepted", model: "m", provider: "p", ignored: [], usage: noUsage() };
      yield { type: "delta", choice: 0, delta: { content: "x".repeat(length) } };
      yield { type: "finish", choice: 0, finishReason, nativeFinishReason: null };
      yield { type: "end", usage: noUsage() };
    },
  };
  return source satisfies AnswerSource;
}

function setup(source = talker(), bounds: Partial<CacheBounds> = {}) {
  const clock = { now: 0 };
  const cache = new ResponseCache(source, bounds, () => clock.now);
  const ask = async (content: string, wish = { ttlSeconds: 300, clear: false }) => {
    const cached = cache.ask(task(content), wish);
    const events: GenerationEvent[] = [];
    for await (const event of cached.source.generate(task(content), new AbortController().signal))
      if (event.type !== "routed") events.push(event);
    return { ...cached, events };
  };
  return { cache, clock, source, ask };
}

describe("the response cache", () => {
  it("gives an answer again until its time is over", async () => {
    const { ask, clock, source } = setup();
    const first = await ask("a", { ttlSeconds: 10, clear: false });
    expect(first.hit).toBeUndefined();
    clock.now = 9_999;
    const again = await ask("a");
    expect(again).toMatchObject({ hit: { ageSeconds: 9 }, ttlSeconds: 1 });
    expect(again.events).toEqual(first.events);
    clock.now = 10_000;
    expect((await ask("a")).hit).toBeUndefined();
    expect(source.asked).toBe(2);
  });

  it("forgets what was used longest ago when there is no more room", async () => {
    const { ask, cache } = setup(talker(), { entries: 2 });
    for (const content of ["a", "b", "a", "c"]) await ask(content);
    expect(cache.entries).toBe(2);
    expect((await ask("a")).hit).toBeDefined();
    expect((await ask("b")).hit).toBeUndefined();
  });

  it("keeps as many bytes as it may, and no answer longer than a sixteenth of that", async () => {
    const { ask, cache } = setup(talker({ length: 1_000 }), { bytes: 32_000 });
    for (let i = 0; i < 100; i++) await ask(String(i));
    expect(cache.entries).toBeGreaterThan(20);
    expect(cache.bytes).toBeLessThanOrEqual(32_000);
    cache.bounds = { bytes: 5_000 };
    expect(cache.bytes).toBeLessThanOrEqual(5_000);
    const long = setup(talker({ length: 2_001 }), { bytes: 32_000 });
    expect((await long.ask("a")).events).toHaveLength(4);
    expect(long.cache).toMatchObject({ entries: 0, bytes: 0 });
  });

  it("replaces what it is told to clear", async () => {
    const { ask, cache, source } = setup();
    await ask("a");
    const { bytes } = cache;
    expect((await ask("a", { ttlSeconds: 300, clear: true })).hit).toBeUndefined();
    expect((await ask("a")).hit).toBeDefined();
    expect(source.asked).toBe(2);
    expect(cache.bytes).toBe(bytes);
  });

  it("keeps no answer that ended with an error", async () => {
    const { ask } = setup(talker({ finishReason: "error" }));
    await ask("a");
    expect((await ask("a")).hit).toBeUndefined();
    const failing = setup({
      asked: 0,
      // biome-ignore lint/correctness/useYield: it fails before it says anything
      async *generate() {
        throw new ApiError(502, "provider_unavailable", "broken");
      },
    });
    await expect(failing.ask("a")).rejects.toThrow("broken");
    await expect(failing.ask("a")).rejects.toThrow("broken");
  });
});
