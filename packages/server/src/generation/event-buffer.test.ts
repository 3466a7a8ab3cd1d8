import { describe, expect, it } from "vitest";
import type { GenerationEvent } from "./event.js";
import { EventBuffer } from "./event-buffer.js";

function text(content: string): GenerationEvent {
  return { type: "delta", choice: 0, delta: { content } };
}

async function rest(buffer: EventBuffer) {
  const events: GenerationEvent[] = [];
  for (let event = await buffer.next(); event; event = await buffer.next()) events.push(event);
  return events;
}

describe("EventBuffer", () => {
  it("keeps apart what comes together, up to a bound", async () => {
    const buffer = new EventBuffer();
    for (let i = 0; i < 1_000; i++) buffer.push(text("x"));
    buffer.end();
    const events = await rest(buffer);
    expect(events).toHaveLength(64);
    expect(events[0]).toEqual(text("x"));
    expect(events.at(-1)).toEqual(text("x".repeat(1_000 - 63)));
  });

  it("tells when something came, and when nothing did", async () => {
    const buffer = new EventBuffer();
    expect(await buffer.arrival(1)).toBe(false);
    expect(await buffer.arrival(1)).toBe(false);
    const arrival = buffer.arrival();
    buffer.push(text("a"));
    expect(await arrival).toBe(true);
    expect(buffer.take()).toEqual(text("a"));
    expect(buffer.take()).toBeUndefined();
    buffer.end({ error: "broken" });
    expect(await buffer.arrival(1)).toBe(true);
    expect(buffer.ended).toEqual({ error: "broken" });
  });

  it("hands events on one by one to a reader that waits", async () => {
    const buffer = new EventBuffer();
    const first = buffer.next();
    buffer.push(text("a"));
    expect(await first).toEqual(text("a"));
    const second = buffer.next();
    buffer.push(text("b"));
    expect(await second).toEqual(text("b"));
  });

  it("merges what a slow reader has not taken", async () => {
    const buffer = new EventBuffer(0);
    buffer.push({ type: "waiting", queue: 2 });
    buffer.push({ type: "waiting", queue: 1 });
    for (let i = 0; i < 10_000; i++) buffer.push(text("x"));
    buffer.end();
    expect(await rest(buffer)).toEqual([{ type: "waiting", queue: 1 }, text("x".repeat(10_000))]);
  });

  it("keeps log-probabilities and does not merge across tool calls", async () => {
    const buffer = new EventBuffer(0);
    const a = { token: "a", bytes: [97], logprob: -1, top_logprobs: [] };
    const call: GenerationEvent = {
      type: "delta",
      choice: 0,
      delta: { tool_calls: [{ index: 0, function: { arguments: "{" } }] },
    };
    for (const event of [{ ...text("a"), logprobs: [a] } as GenerationEvent, text("b"), call, text("c")])
      buffer.push(event);
    buffer.end();
    expect(await rest(buffer)).toEqual([{ ...text("ab"), logprobs: [a] }, call, text("c")]);
  });

  // To copy what is there for each token would be 500,000,000,000 copies: the test's limit of time is far below.
  it("does not copy again what it holds", async () => {
    const buffer = new EventBuffer(0);
    const a = { token: "a", bytes: [97], logprob: -1, top_logprobs: [] };
    for (let i = 0; i < 1_000_000; i++) buffer.push({ ...text("a"), logprobs: [a] } as GenerationEvent);
    buffer.end();
    const [event] = await rest(buffer);
    expect(event?.type === "delta" && event.logprobs).toHaveLength(1_000_000);
  });

  it("leaves events that it was given as they were, and choices apart", async () => {
    const buffer = new EventBuffer(0);
    const a = { token: "a", bytes: [97], logprob: -1, top_logprobs: [] };
    const given = { ...text("a"), logprobs: [a] };
    buffer.push(given);
    buffer.push({ ...text("b"), logprobs: [a] } as GenerationEvent);
    buffer.push({ ...text("c"), choice: 1 } as GenerationEvent);
    buffer.end();
    expect(await rest(buffer)).toEqual([
      { ...text("ab"), logprobs: [a, a] },
      { ...text("c"), choice: 1 },
    ]);
    expect(given).toEqual({ ...text("a"), logprobs: [a] });
  });

  it("throws after the events that came before the error", async () => {
    const buffer = new EventBuffer(0);
    buffer.push(text("a"));
    buffer.end({ error: new Error("broken") });
    expect(await buffer.next()).toEqual(text("a"));
    await expect(buffer.next()).rejects.toThrow("broken");
  });
});
