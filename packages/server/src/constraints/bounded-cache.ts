/** Remembers what was used last; the total weight of its entries is bounded. */
export class BoundedCache<T> {
  readonly #entries = new Map<string, { value: T; weight: number }>();
  readonly #maxWeight: number;
  readonly #maxEntries: number;
  #weight = 0;

  constructor(maxWeight: number, maxEntries = Number.POSITIVE_INFINITY) {
    this.#maxWeight = maxWeight;
    this.#maxEntries = maxEntries;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Forgets the longest unused entries where it must; keeps nothing that is too heavy by itself. */
  set(key: string, value: T, weight: number): void {
    this.#delete(key);
    if (weight > this.#maxWeight) return;
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#maxWeight && this.#entries.size <= this.#maxEntries) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }
}
