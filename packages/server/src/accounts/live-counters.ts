import type { Counters, Held, Hold, Rate, Settlement, Taken } from "../storage/counters/counters.js";
import { MemoryCounters } from "../storage/counters/memory-counters.js";

export interface LiveCountersOptions {
  counters: Counters;
  /** What this process holds now. */
  held: () => Held[];
  /** The counters have been out of reach, and may have forgotten something. */
  onBack: () => void;
}

/** Milliseconds after which what a process holds ends, if it has ended itself, and after which it says that it lives. */
const ttlMs = 30_000;
const renewEvery = 10_000;
/** Pause between two tries to reach the counters again, in milliseconds. */
const retryEvery = 500;
/** Settlements that wait for the counters. They are a hurry only: holds end, and balances are in the database. */
const mostWaiting = 10_000;
/** Tasks whose holds are told in one call. */
const mostAtOnce = 1_000;

/** Counters that may be out of reach for a while. */
export class LiveCounters {
  readonly #options: LiveCountersOptions;
  readonly #alone = new MemoryCounters();
  readonly #renewal: NodeJS.Timeout;
  #retry: NodeJS.Timeout | undefined;
  #waiting: Settlement[] = [];
  #sending: Promise<void> | undefined;
  #goneSince: number | undefined;
  #closed = false;
  error: string | null = null;

  constructor(options: LiveCountersOptions) {
    this.#options = options;
    this.#renewal = setInterval(() => void this.#renew(), renewEvery).unref();
  }

  /** Milliseconds for which they have been out of reach. */
  get goneMs(): number {
    return this.#goneSince === undefined ? 0 : performance.now() - this.#goneSince;
  }

  /** Rejects while they are out of reach. */
  async take(id: string, takes: readonly (Hold | Rate)[]): Promise<Taken> {
    if (this.error !== null) throw new Error(this.error);
    try {
      return await this.#options.counters.take(id, takes, ttlMs);
    } catch (error) {
      this.#lost(error);
      throw error;
    }
  }

  /** From counters of this process alone. */
  takeAlone(id: string, takes: readonly (Hold | Rate)[]): Promise<Taken> {
    return this.#alone.take(id, takes, ttlMs);
  }

  /** Soon; those that come in the same moment together. */
  settle(settlement: Settlement): void {
    void this.#alone.settle(settlement);
    if (this.#waiting.push(settlement) > mostWaiting) this.#waiting.shift();
    this.#sending ??= this.#send();
  }

  async close(): Promise<void> {
    clearInterval(this.#renewal);
    await this.#sending;
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#options.counters.close();
  }

  async #send(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.error === null) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#options.counters.settle(joined(batch));
      } catch (error) {
        // What was used of windows may have been counted: it is not told twice.
        this.#waiting = [...batch.map((one) => ({ ...one, rates: [] })), ...this.#waiting].slice(
          -mostWaiting,
        );
        this.#lost(error);
      }
    }
    this.#sending = undefined;
  }

  async #renew(): Promise<void> {
    if (this.error !== null) return this.#alone.renew(this.#options.held(), ttlMs);
    try {
      await this.#tellHeld();
    } catch (error) {
      this.#lost(error);
    }
  }

  #lost(error: unknown): void {
    this.error = error instanceof Error ? error.message : String(error);
    if (this.#goneSince === undefined) {
      this.#goneSince = performance.now();
      void this.#alone.renew(this.#options.held(), ttlMs);
    }
    if (this.#closed || this.#retry) return;
    this.#retry = setTimeout(() => void this.#comeBack(), retryEvery).unref();
  }

  /** In parts, because nobody else is answered meanwhile. */
  async #tellHeld(): Promise<void> {
    const held = this.#options.held();
    for (let from = 0; from < held.length; from += mostAtOnce) {
      await this.#options.counters.renew(held.slice(from, from + mostAtOnce), ttlMs);
    }
  }

  /** Tells them what is held before anybody takes more. */
  async #comeBack(): Promise<void> {
    this.#retry = undefined;
    try {
      await this.#tellHeld();
      // Nothing may be held: then only the next call tells whether they are there.
      await this.#options.counters.settle({ ended: [], balances: [] });
    } catch (error) {
      return this.#lost(error);
    }
    this.#options.onBack();
    this.error = null;
    this.#goneSince = undefined;
    this.#sending ??= this.#send();
  }
}

function joined(settlements: readonly Settlement[]): Settlement {
  return {
    ended: settlements.flatMap(({ ended }) => ended),
    balances: settlements.flatMap(({ balances }) => balances),
    rates: settlements.flatMap(({ rates = [] }) => rates),
  };
}
