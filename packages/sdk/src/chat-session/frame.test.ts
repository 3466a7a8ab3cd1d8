import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFrameScheduler } from "./frame.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Frames that come when the test says so; none come by themselves, as in a hidden tab. */
function stubFrames() {
  const waiting = new Map<number, () => void>();
  let ids = 0;
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => {
    waiting.set(++ids, callback);
    return ids;
  });
  vi.stubGlobal("cancelAnimationFrame", (id: number) => waiting.delete(id));
  return {
    waiting,
    next() {
      const callbacks = [...waiting.values()];
      waiting.clear();
      for (const callback of callbacks) callback();
    },
  };
}

test("without frames, many requests run once after 16 ms", () => {
  const run = vi.fn();
  const scheduler = createFrameScheduler(run);
  scheduler.schedule();
  scheduler.schedule();
  vi.advanceTimersByTime(15);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
  scheduler.schedule();
  vi.advanceTimersByTime(16);
  expect(run).toHaveBeenCalledTimes(2);
});

test("with frames, a frame runs it and the timer is gone", () => {
  const frames = stubFrames();
  const run = vi.fn();
  const scheduler = createFrameScheduler(run);
  scheduler.schedule();
  scheduler.schedule();
  expect(frames.waiting.size).toBe(1);
  frames.next();
  expect(run).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("where no frame comes, a timer does", () => {
  const frames = stubFrames();
  const run = vi.fn();
  createFrameScheduler(run).schedule();
  vi.advanceTimersByTime(250);
  expect(run).toHaveBeenCalledTimes(1);
  expect(frames.waiting.size).toBe(0);
});

test("cancel takes the run back; later requests run again", () => {
  const frames = stubFrames();
  const run = vi.fn();
  const scheduler = createFrameScheduler(run);
  scheduler.schedule();
  scheduler.cancel();
  frames.next();
  vi.runAllTimers();
  expect(run).not.toHaveBeenCalled();
  scheduler.schedule();
  frames.next();
  expect(run).toHaveBeenCalledTimes(1);
});

test("a run may ask for the next one", () => {
  const run = vi.fn(() => {
    if (run.mock.calls.length < 3) scheduler.schedule();
  });
  const scheduler = createFrameScheduler(run);
  scheduler.schedule();
  vi.runAllTimers();
  expect(run).toHaveBeenCalledTimes(3);
});
