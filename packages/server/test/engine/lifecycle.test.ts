import { describe, expect, it, vi } from "vitest";
import { createEngine, type Engine, type GenerateEvent } from "../../src/engine/index.js";
import { tinyModelTokens } from "../support/tiny-model.js";
import { answer, request, tinyEngine } from "./support.js";
import { workers } from "./workers.js";

const tiny = tinyEngine({ parallel: 2, queueLimit: 3, contextLength: 2048 });

const noEnd = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };
/** An answer that goes on until the context is full. */
const endless = (overrides: Parameters<typeof request>[0] = {}) =>
  request({ sampling: { logitBias: noEnd }, ...overrides });

/** Reads events until one of the type comes. */
async function until(
  events: AsyncIterator<GenerateEvent>,
  type: GenerateEvent["type"],
): Promise<GenerateEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`the stream ended before ${type}`);
    if (value.type === type) return value;
  }
}

const start = (engine: Engine, wanted = endless()) => engine.generate(wanted)[Symbol.asyncIterator]();

describe("several requests", () => {
  it("share the model", async () => {
    const [one, two] = [start(tiny.engine), start(tiny.engine)];
    for (let i = 0; i < 3; i++) {
      await until(one, "text");
      await until(two, "text");
    }
    expect(tiny.engine.load).toEqual({ running: 2, waiting: 0, capacity: 2 });
    await Promise.all([one.return?.(), two.return?.()]);
    expect(tiny.engine.load.running).toBe(0);
  });

  it("wait when all places are taken, and are told where they stand", async () => {
    const running = [start(tiny.engine), start(tiny.engine)];
    await Promise.all(running.map((events) => until(events, "text")));
    const first = start(tiny.engine, endless({ maxTokens: 2 }));
    const second = start(tiny.engine, endless({ maxTokens: 2 }));
    expect(await until(first, "queued")).toEqual({ type: "queued", position: 1 });
    expect(await until(second, "queued")).toEqual({ type: "queued", position: 2 });
    await running[0]!.return?.();
    const done = await until(first, "done");
    expect(done).toMatchObject({ timings: { queuedMs: expect.any(Number) } });
    await running[1]!.return?.();
    await until(second, "done");
  });

  it("are turned away when too many wait", async () => {
    const many = Array.from({ length: 5 }, () => start(tiny.engine));
    const firsts = many.map((events) => events.next());
    await Promise.all(firsts);
    await expect(start(tiny.engine).next()).rejects.toMatchObject({
      name: "EngineError",
      code: "queue_full",
      details: { retryAfterSeconds: expect.any(Number) },
    });
    await Promise.all(many.map((events) => events.return?.()));
    expect(tiny.engine.load).toMatchObject({ running: 0, waiting: 0 });
  });

  it("leave the queue when aborted", async () => {
    const running = [start(tiny.engine), start(tiny.engine)];
    await Promise.all(running.map((events) => until(events, "text")));
    const abort = new AbortController();
    const waiting = tiny.engine.generate(endless(), abort.signal)[Symbol.asyncIterator]();
    await until(waiting, "queued");
    const next = waiting.next();
    abort.abort(new Error("no patience"));
    await expect(next).rejects.toThrow("no patience");
    expect(tiny.engine.load.waiting).toBe(0);
    await Promise.all(running.map((events) => events.return?.()));
  });
});

describe("a slow reader", () => {
  it("pauses its own answer only, and loses nothing", async () => {
    const wanted = endless({ maxTokens: 400, topLogprobs: 0, sampling: { seed: 2, logitBias: noEnd } });
    const expected = (await answer(tiny.engine, wanted)).text;
    const slow = start(tiny.engine, wanted);
    const first = await until(slow, "text");
    // A longer answer runs from start to end meanwhile.
    const other = await answer(tiny.engine, endless({ maxTokens: 1000 }));
    let text = first.type === "text" ? first.text : "";
    let done: GenerateEvent | undefined;
    for (let next = await slow.next(); !next.done; next = await slow.next()) {
      if (next.value.type === "text") text += next.value.text;
      done = next.value;
    }
    expect(text).toBe(expected);
    if (done?.type !== "done") throw new Error("not done");
    expect(done.usage.completionTokens).toBe(400);
    // Without the pause it would have been done before the other, which began later and is longer.
    expect(done.timings.generationMs).toBeGreaterThan(other.done.timings.generationMs);
  });
});

describe("a crash", () => {
  it("fails the requests under way, keeps those that wait, and starts anew", async () => {
    const running = [start(tiny.engine), start(tiny.engine)];
    await Promise.all(running.map((events) => until(events, "text")));
    const waiting = start(tiny.engine, endless({ maxTokens: 3 }));
    await until(waiting, "queued");
    const [pid, ...others] = workers();
    expect(others).toEqual([]);
    process.kill(pid!, "SIGSEGV");
    for (const events of running) {
      await expect(until(events, "done")).rejects.toMatchObject({
        name: "EngineError",
        code: "engine_crashed",
        message: expect.stringContaining("SIGSEGV"),
      });
    }
    expect(await until(waiting, "done")).toMatchObject({ usage: { completionTokens: 3 } });
    expect(workers()).not.toContain(pid);
    expect((await answer(tiny.engine, request({ maxTokens: 3 }))).done.type).toBe("done");
    expect(tiny.engine.load.running).toBe(0);
  });
});

describe("close", () => {
  it("ends requests with a typed error and leaves no process behind", async () => {
    const before = workers();
    const engine = await createEngine({ modelPath: tiny.modelPath });
    const [own] = workers().filter((pid) => !before.includes(pid));
    expect(own).toBeDefined();
    const events = start(engine);
    await until(events, "text");
    const ending = until(events, "done");
    const expectation = expect(ending).rejects.toMatchObject({ code: "engine_closed" });
    await engine.close();
    await expectation;
    expect(workers()).not.toContain(own);
    await expect(answer(engine, request())).rejects.toMatchObject({ code: "engine_closed" });
    await expect(engine.countTokens([])).rejects.toMatchObject({ code: "engine_closed" });
    await engine.close();
  });

  it("ends an engine that is being started anew", async () => {
    const before = workers();
    const engine = await createEngine({ modelPath: tiny.modelPath });
    const [own] = workers().filter((pid) => !before.includes(pid));
    process.kill(own!, "SIGKILL");
    await vi.waitFor(() => expect(engine.status.state).toBe("failed"));
    const counting = expect(engine.countTokens([])).rejects.toMatchObject({ code: "engine_closed" });
    await vi.waitFor(() => expect(engine.status.state).toBe("restarting"));
    await engine.close();
    await counting;
    expect(workers()).toEqual(before);
  });
});
