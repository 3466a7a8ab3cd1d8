import type { ChangeFeed } from "../storage/change-feed.js";
import type { GuardedKey, KeyTable } from "../storage/key-table.js";
import { isKey, lookupOf } from "./key-text.js";

export interface KeyDirectoryOptions {
  keys: KeyTable;
  changes: ChangeFeed;
  /** Milliseconds for which keys that are known go on while the database can't be asked, as it is set now. */
  graceMs: () => number;
  now?: (() => number) | undefined;
}

interface Known {
  /** Undefined: there is no such key. */
  key: GuardedKey | undefined;
  askedAt: number;
  freshUntil: number;
}

/** Milliseconds for which a key is not asked for again: while changes are told, and while they are not. */
const freshMs = 60_000;
const untoldMs = 500;
/** Milliseconds that a request with a known key waits for the database. */
const patienceMs = 1_000;
const mostKnown = 10_000;

/** The keys of the database, the last ones in memory. */
export class KeyDirectory {
  readonly #options: KeyDirectoryOptions;
  readonly #now: () => number;
  /** By lookup; those asked for last at the end. */
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<GuardedKey | undefined>>();
  /** Grows with every change, so that an answer from before it is not kept. */
  #changes = 0;
  /** Why the database could not be asked the last time; null: it could. */
  error: string | null = null;

  constructor(options: KeyDirectoryOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    options.changes.listen((lookup) => this.#changed(lookup));
  }

  /** The key with this text. Rejects where the database must be asked and can't be. */
  async find(text: string): Promise<GuardedKey | undefined> {
    const lookup = lookupOf(text);
    if (lookup === undefined) return undefined;
    const key = await this.#find(lookup);
    return key && isKey(text, key) ? key : undefined;
  }

  async #find(lookup: string): Promise<GuardedKey | undefined> {
    const known = this.#known.get(lookup);
    const now = this.#now();
    if (known && now < known.freshUntil) return known.key;
    const asked = this.#ask(lookup);
    const usable = known?.key !== undefined && now < known.askedAt + this.#options.graceMs();
    if (!usable) return asked;
    return Promise.race([asked.catch(() => known.key), late(known.key)]);
  }

  /** Many who ask for the same are answered together. */
  #ask(lookup: string): Promise<GuardedKey | undefined> {
    let asking = this.#asking.get(lookup);
    if (!asking) {
      asking = this.#read(lookup).finally(() => this.#asking.delete(lookup));
      this.#asking.set(lookup, asking);
    }
    return asking;
  }

  async #read(lookup: string): Promise<GuardedKey | undefined> {
    const { keys, changes } = this.#options;
    const before = this.#changes;
    try {
      const key = await keys.findByLookup(lookup);
      const now = this.#now();
      const fresh = this.#changes === before ? (changes.live && key ? freshMs : untoldMs) : 0;
      this.#known.delete(lookup);
      this.#known.set(lookup, { key, askedAt: now, freshUntil: now + fresh });
      if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value!);
      this.error = null;
      return key;
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  #changed(lookup: string | undefined): void {
    this.#changes++;
    const changed = lookup === undefined ? this.#known.values() : [this.#known.get(lookup)];
    for (const known of changed) if (known) known.freshUntil = 0;
  }
}

function late<T>(value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMs, value).unref();
  });
}
