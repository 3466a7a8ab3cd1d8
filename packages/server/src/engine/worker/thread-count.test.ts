import { describe, expect, it } from "vitest";
import { ThreadCount } from "./thread-count.js";

describe("the number of threads", () => {
  /** Evaluations of 50 ms one after another, of which each thread gets a share. */
  const evaluate = (threads: ThreadCount, share: number, times: number, start: number): number => {
    for (let i = 1; i <= times; i++) threads.evaluated(50, 50 * share * threads.now, start + 50 * i);
    return start + 50 * times;
  };

  it("stays while they get their cores", () => {
    const threads = new ThreadCount(4);
    evaluate(threads, 0.95, 1000, 0);
    expect(threads.now).toBe(4);
    expect(threads.mayRise(1e9)).toBe(false);
  });

  it("stays when one evaluation is disturbed now and then", () => {
    const threads = new ThreadCount(4);
    let time = 0;
    for (let i = 0; i < 50; i++) time = evaluate(threads, 0.95, 2, evaluate(threads, 0.3, 1, time));
    expect(threads.now).toBe(4);
  });

  it("falls by halves to one while others take the cores", () => {
    const threads = new ThreadCount(4);
    const time = evaluate(threads, 0.3, 4, 0);
    expect(threads.now).toBe(2);
    evaluate(threads, 0.3, 100, time);
    expect(threads.now).toBe(1);
  });

  it("rises when cores are idle, and only then", () => {
    const threads = new ThreadCount(2);
    let time = evaluate(threads, 0.3, 4, 100_000);
    expect([threads.now, threads.mayRise(time)]).toEqual([1, false]);
    time += 1000;
    expect(threads.mayRise(time)).toBe(true);
    threads.idle(0.2, time);
    expect([threads.now, threads.mayRise(time)]).toEqual([1, false]);
    threads.idle(0.9, time + 1000);
    expect(threads.now).toBe(2);
  });

  it("rises later and later while that is no use", () => {
    const threads = new ThreadCount(2);
    const waits: number[] = [];
    let time = 0;
    for (let i = 0; i < 8; i++) {
      time = evaluate(threads, 0.3, 4, time);
      const fell = time;
      while (!threads.mayRise(time)) time += 500;
      waits.push(time - fell);
      threads.idle(1, time);
    }
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  });
});
