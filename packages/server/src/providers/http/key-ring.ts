/** How long a key that was refused is not tried again. */
const deadMs = 5 * 60_000;
/** How long a key rests after "too many requests" when the provider does not say. */
const restMs = 10_000;

interface Key {
  value: string;
  usableFrom: number;
  /** Until then its limit is used up, by what the provider said with an answer. */
  emptyUntil: number;
}

/** A provider's keys, tried in turn: one that was refused or is overdrawn is passed over for a while. */
export class KeyRing {
  readonly #keys: Key[];
  readonly #now: () => number;

  constructor(keys: readonly string[], now: () => number = Date.now) {
    this.#keys = keys.map((value) => ({ value, usableFrom: 0, emptyUntil: 0 }));
    this.#now = now;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** The first key that may be used and was not tried yet; one whose limit is used up only where there is no other. */
  next(tried: ReadonlySet<string>): string | undefined {
    const now = this.#now();
    const usable = this.#keys.filter(({ value, usableFrom }) => usableFrom <= now && !tried.has(value));
    return (usable.find(({ emptyUntil }) => emptyUntil <= now) ?? usable[0])?.value;
  }

  /** The key's limit is used up for so long. Whether there is no other key that has something left. */
  usedUp(value: string | undefined, ms: number): boolean {
    const now = this.#now();
    const key = this.#keys.find((one) => one.value === value);
    if (key) key.emptyUntil = Math.max(key.emptyUntil, now + ms);
    return this.#keys.every(({ usableFrom, emptyUntil }) => Math.max(usableFrom, emptyUntil) > now);
  }

  /** Milliseconds until some key may be used again; 0: one may now. */
  get waitMs(): number {
    if (this.#keys.length === 0) return 0;
    return Math.max(0, Math.min(...this.#keys.map((key) => key.usableFrom)) - this.#now());
  }

  refused(value: string): void {
    this.#rest(value, deadMs);
  }

  limited(value: string, retryAfterMs = restMs): void {
    this.#rest(value, retryAfterMs);
  }

  #rest(value: string, ms: number): void {
    const key = this.#keys.find((one) => one.value === value);
    if (key) key.usableFrom = Math.max(key.usableFrom, this.#now() + ms);
  }
}
