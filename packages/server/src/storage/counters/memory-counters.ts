import type { CountedBalance, Counters, Held, Hold, Rate, Room, Settlement, Taken } from "./counters.js";

interface Budget {
  balance: CountedBalance | undefined;
  held: Map<string, { amount: number; until: number }>;
}

interface Window {
  number: number;
  used: number;
  until: number;
}

/** Keys beyond which those that nobody uses are forgotten. */
const manyKeys = 10_000;

/** Counters of one process. */
export class MemoryCounters implements Counters {
  readonly #now: () => number;
  readonly #budgets = new Map<string, Budget>();
  readonly #windows = new Map<string, Window>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async take(id: string, takes: readonly (Hold | Rate)[], ttlMs: number): Promise<Taken> {
    const now = this.#now();
    this.#forget(now);
    const indexes: number[] = [];
    for (const [index, take] of takes.entries()) {
      if (take.kind !== "hold") continue;
      const budget = this.#budgetOf(take.key);
      if (take.balance) this.#know(budget, take.balance);
      if (!budget.balance) indexes.push(index);
    }
    if (indexes.length > 0) return { kind: "unknown", indexes };
    const rooms = takes.map((take) => this.#roomOf(id, take, now));
    const full = rooms.flatMap(({ left }, at) => (left < takes[at]!.amount ? [at] : []));
    if (full.length > 0) {
      const longest = (one: number, at: number) => (rooms[at]!.resetMs > rooms[one]!.resetMs ? at : one);
      const index = takes[full[0]!]!.kind === "hold" ? full[0]! : full.reduce(longest);
      return { kind: "full", index, ...rooms[index]!, left: Math.max(0, rooms[index]!.left) };
    }
    for (const take of takes) {
      if (take.kind === "hold") this.#hold(id, take, now + ttlMs);
      else this.#use(take, now);
    }
    return {
      kind: "taken",
      rooms: rooms.map(({ left, resetMs }, at) => ({ left: left - takes[at]!.amount, resetMs })),
    };
  }

  async renew(held: readonly Held[], ttlMs: number): Promise<void> {
    const until = this.#now() + ttlMs;
    for (const { id, holds } of held) for (const hold of holds) this.#hold(id, hold, until);
  }

  async settle({ ended, balances, rates = [] }: Settlement): Promise<void> {
    for (const { key, ...balance } of balances) {
      const budget = this.#budgets.get(key);
      if (budget?.balance) this.#know(budget, balance);
    }
    for (const { id, keys } of ended) for (const key of keys) this.#budgets.get(key)?.held.delete(id);
    const now = this.#now();
    for (const rate of rates) this.#use(rate, now);
  }

  async close(): Promise<void> {}

  #budgetOf(key: string): Budget {
    let budget = this.#budgets.get(key);
    if (!budget) {
      budget = { balance: undefined, held: new Map() };
      this.#budgets.set(key, budget);
    }
    return budget;
  }

  #know(budget: Budget, balance: CountedBalance): void {
    if (!budget.balance || balance.version > budget.balance.version) budget.balance = balance;
  }

  #roomOf(id: string, take: Hold | Rate, now: number): Room {
    if (take.kind === "rate") {
      const { used, resetMs } = this.#windowAt(take, now);
      return { left: take.limit - used, resetMs };
    }
    const { balance, held } = this.#budgetOf(take.key);
    let sum = balance!.spent;
    for (const [other, { amount, until }] of held) {
      if (until <= now) held.delete(other);
      else if (other !== id) sum += amount;
    }
    return { left: take.limit - sum, resetMs: 0 };
  }

  #hold(id: string, { key, amount }: Pick<Hold, "key" | "amount">, until: number): void {
    this.#budgetOf(key).held.set(id, { amount, until });
  }

  #windowAt({ key, windowMs }: Pick<Rate, "key" | "windowMs">, now: number) {
    const number = Math.floor(now / windowMs);
    const window = this.#windows.get(key);
    const used = window?.number === number ? window.used : 0;
    return { number, used, resetMs: (number + 1) * windowMs - now };
  }

  #use(rate: Pick<Rate, "key" | "amount" | "windowMs">, now: number): void {
    const { number, used, resetMs } = this.#windowAt(rate, now);
    this.#windows.set(rate.key, {
      number,
      used: Math.max(0, used + rate.amount),
      until: now + resetMs,
    });
  }

  /** What is over, once there is much of it. Balances are known to the database. */
  #forget(now: number): void {
    if (this.#windows.size + this.#budgets.size < manyKeys) return;
    for (const [key, { until }] of this.#windows) if (until <= now) this.#windows.delete(key);
    for (const [key, { held }] of this.#budgets) if (held.size === 0) this.#budgets.delete(key);
  }
}
