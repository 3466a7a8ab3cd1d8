/** A response that a client wants to come back to, and the conversation that it belongs to. */
export interface KeptResponse {
  id: string;
  response: object;
  /** Items of the conversation before the request that made it. */
  before: readonly object[];
  /** Items of that request. */
  added: readonly object[];
  /** Items of the response. */
  output: readonly object[];
}

/** How much is kept; the oldest makes room. */
export interface KeptBounds {
  /** Responses of all clients. Default: 10 000. */
  responses: number;
  /** Responses of one client. Default: 1 000. */
  perClient: number;
  /** Characters of JSON of all. Default: 128 Mi. */
  characters: number;
  /** Characters of JSON of one. Default: 8 Mi. */
  charactersOfOne: number;
}

const mebi = 1024 * 1024;
const defaultBounds: KeptBounds = {
  responses: 10_000,
  perClient: 1_000,
  characters: 128 * mebi,
  charactersOfOne: 8 * mebi,
};

interface Entry {
  client: string;
  kept: KeptResponse;
  characters: number;
}

/** Responses that clients asked to be kept, in memory, each to be found by its client only. Nobody changes them. */
export class KeptResponses {
  readonly #bounds: KeptBounds;
  /** The oldest first. */
  readonly #entries = new Map<string, Entry>();
  /** By client and id: the item, and the newest response that has it. */
  readonly #items = new Map<string, { item: object; owner: string }>();
  readonly #counts = new Map<string, number>();
  #characters = 0;

  constructor(bounds: Partial<KeptBounds> = {}) {
    this.#bounds = { ...defaultBounds, ...bounds };
  }

  /** The most characters of JSON that one response may have, its conversation included. */
  get charactersOfOne(): number {
    return Math.min(this.#bounds.charactersOfOne, this.#bounds.characters);
  }

  /** Keeps a response. False: it is too large for that. */
  add(kept: KeptResponse, client: string): boolean {
    const characters = JSON.stringify(kept).length;
    if (characters > this.charactersOfOne) return false;
    this.#remove(kept.id);
    this.#entries.set(kept.id, { client, kept, characters });
    this.#characters += characters;
    for (const [key, item] of itemsOf(kept, client)) this.#items.set(key, { item, owner: kept.id });
    const count = (this.#counts.get(client) ?? 0) + 1;
    this.#counts.set(client, count);
    if (count > this.#bounds.perClient) this.#removeOldest((entry) => entry.client === client);
    while (this.#entries.size > this.#bounds.responses || this.#characters > this.#bounds.characters) {
      this.#removeOldest(() => true);
    }
    return true;
  }

  find(id: string, client: string): KeptResponse | undefined {
    const entry = this.#entries.get(id);
    return entry?.client === client ? entry.kept : undefined;
  }

  /** The item with this id, of a response or of the request that made it. */
  findItem(id: string, client: string): object | undefined {
    return this.#items.get(keyOf(id, client))?.item;
  }

  /** False: there is no such response of this client. */
  delete(id: string, client: string): boolean {
    if (!this.find(id, client)) return false;
    this.#remove(id);
    return true;
  }

  #removeOldest(which: (entry: Entry) => boolean): void {
    for (const [id, entry] of this.#entries) {
      if (!which(entry)) continue;
      this.#remove(id);
      return;
    }
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const { client, kept, characters } = entry;
    this.#entries.delete(id);
    this.#characters -= characters;
    for (const [key] of itemsOf(kept, client)) {
      if (this.#items.get(key)?.owner === id) this.#items.delete(key);
    }
    const left = this.#counts.get(client)! - 1;
    if (left > 0) this.#counts.set(client, left);
    else this.#counts.delete(client);
  }
}

function itemsOf({ added, output }: KeptResponse, client: string): [key: string, item: object][] {
  return [...added, ...output].flatMap((item): [string, object][] => {
    const { id } = item as { id?: unknown };
    return typeof id === "string" ? [[keyOf(id, client), item]] : [];
  });
}

function keyOf(id: string, client: string): string {
  return JSON.stringify([client, id]);
}
