import { FairQueue, QueueFull, type Ticket, type Turn } from "../fair-queue/fair-queue.js";

/** Milliseconds between two looks at places that other processes may have given back. */
const lookEvery = 50;

/** Those who wait for a place of one limit. The first of them asks for it, the others for their turn. */
interface Line {
  queue: FairQueue;
  /** Has the first one look at once. */
  wake: () => void;
}

export interface Wait<T> {
  turn: Turn;
  /** Milliseconds that it may take, and how many may wait for the same. */
  longestMs: number;
  most: number;
  signal: AbortSignal | undefined;
  /** Tries to get what is wanted. */
  take: () => Promise<T>;
  /** Which limit's places were all taken; undefined: that is not what ended the try. */
  fullOf: (outcome: T) => string | undefined;
  /** The outcome of a try that finds this limit full. */
  full: (key: string) => T;
}

/** Lets requests wait for a place of a limit on concurrent requests, in turns between clients and their users. */
export class PlaceLines {
  readonly #lines = new Map<string, Line>();

  /** Requests that wait. */
  get waiting(): number {
    let sum = 0;
    for (const { queue } of this.#lines.values()) sum += queue.running + queue.waiting;
    return sum;
  }

  /** These limits may have a place again. */
  freed(keys: readonly string[]): void {
    // After what gives the place back is on its way.
    setImmediate(() => {
      for (const key of keys) this.#lines.get(key)?.wake();
    });
  }

  /** What comes of it: at once, or after others that wait for one of the same limits; full after the longest wait. */
  async take<T>(keys: readonly string[], wait: Wait<T>): Promise<T> {
    const until = performance.now() + wait.longestMs;
    let key = keys.find((one) => this.#lines.has(one));
    let outcome: T | undefined;
    if (key === undefined) {
      outcome = await wait.take();
      key = wait.fullOf(outcome);
    }
    while (key !== undefined && performance.now() < until) {
      outcome = await this.#inLine(key, until, wait);
      const next = wait.fullOf(outcome);
      if (next === key) break;
      key = next;
    }
    return outcome ?? wait.take();
  }

  async #inLine<T>(key: string, until: number, wait: Wait<T>): Promise<T> {
    const line = this.#lineOf(key, wait.most);
    let ticket: Ticket;
    try {
      ticket = line.queue.enter(wait.turn, () => {});
    } catch (error) {
      if (error instanceof QueueFull) return wait.full(key);
      throw error;
    }
    try {
      if (!(await orLate(ticket.admitted, until, wait.signal))) return wait.full(key);
      for (;;) {
        const outcome = await wait.take();
        if (wait.fullOf(outcome) !== key || performance.now() >= until) return outcome;
        const woken = new Promise<void>((resolve) => {
          line.wake = resolve;
        });
        await orLate(woken, Math.min(until, performance.now() + lookEvery), wait.signal);
      }
    } finally {
      ticket.leave();
      if (line.queue.running + line.queue.waiting === 0) this.#lines.delete(key);
    }
  }

  #lineOf(key: string, most: number): Line {
    let line = this.#lines.get(key);
    if (!line) {
      line = { queue: new FairQueue({ places: 1, limit: most - 1 }), wake: () => {} };
      this.#lines.set(key, line);
    }
    return line;
  }
}

/** Whether it came about in time. Rejects with the signal's reason. */
async function orLate(
  event: Promise<void>,
  until: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  signal?.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let abort = () => {};
  const late = new Promise<boolean>((resolve, reject) => {
    timer = setTimeout(resolve, Math.max(0, until - performance.now()), false);
    abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
