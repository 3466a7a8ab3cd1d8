import type { Clock } from "../../src/router/clock.js";

/** A clock that stands still unless told. */
export class TestClock implements Clock {
  /** What every draw gives. */
  chance = 0.5;
  /** What was slept, in milliseconds. */
  readonly slept: number[] = [];
  #now = 1_000_000;

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#now);
  }

  random(): number {
    return this.chance;
  }

  async sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.pass(ms);
  }

  pass(ms: number): void {
    this.#now += ms;
  }
}
