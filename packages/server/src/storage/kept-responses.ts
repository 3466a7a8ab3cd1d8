import type { OnError } from "./losses.js";
import type { ResponseTable, StoredItem, StoredResponse } from "./response-table.js";
import { sizeOf } from "./response-table.js";

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
  /** Days. Default: 30. */
  days: number;
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
  days: 30,
  responses: 10_000,
  perClient: 1_000,
  characters: 128 * mebi,
  charactersOfOne: 8 * mebi,
};
const dayMs = 24 * 60 * 60 * 1000;
/** Milliseconds after which what is too old is looked for, whatever comes. */
const trimEvery = 60 * 60 * 1000;

export interface KeptResponsesOptions extends Partial<KeptBounds> {
  table: ResponseTable;
  /** Told in words that something could not be kept. */
  onError: OnError;
}

/**
 * Responses that clients asked to be kept, each to be found by its client only. Nobody changes them. What is asked of a
 * database that can't be asked rejects with a `StorageError`.
 */
export class KeptResponses {
  readonly #table: ResponseTable;
  readonly #onError: OnError;
  readonly #bounds: KeptBounds;
  readonly #trimTimer: NodeJS.Timeout;
  /** Each waits for the one before: of what is large only one is on its way to the database. */
  #last: Promise<unknown> = Promise.resolve();
  #untilTrim = 0;

  constructor({ table, onError, ...bounds }: KeptResponsesOptions) {
    this.#table = table;
    this.#onError = onError;
    this.#bounds = { ...defaultBounds, ...bounds };
    this.#trimTimer = setInterval(() => void this.#trim(), trimEvery).unref();
  }

  /** The most characters of JSON that one response may have, its conversation included. */
  get charactersOfOne(): number {
    return Math.min(this.#bounds.charactersOfOne, this.#bounds.characters);
  }

  /** Keeps a response. False: it is too large for that, or the database can't be asked. */
  async add(kept: KeptResponse, client: string): Promise<boolean> {
    const stored = toStored(kept, client);
    if (sizeOf(stored) > this.charactersOfOne) return false;
    const added = this.#last.then(() => this.#add(stored, itemsOf(kept)));
    this.#last = added;
    return added;
  }

  async find(id: string, client: string): Promise<KeptResponse | undefined> {
    const stored = isId(id) ? await this.#table.find(id, client) : undefined;
    if (!stored) return undefined;
    const { response, before, added, output } = stored;
    return {
      id,
      response: JSON.parse(response),
      before: JSON.parse(before),
      added: JSON.parse(added),
      output: JSON.parse(output),
    };
  }

  /** The items with these ids, of responses or of the requests that made them. */
  async findItems(ids: readonly string[], client: string): Promise<ReadonlyMap<string, object>> {
    const asked = [...new Set(ids)].filter(isId);
    const found = asked.length > 0 ? await this.#table.findItems(asked, client) : [];
    return new Map(found.map(({ id, item }) => [id, JSON.parse(item)]));
  }

  /** False: there is no such response of this client. */
  async delete(id: string, client: string): Promise<boolean> {
    return isId(id) && this.#table.delete(id, client);
  }

  /** Waits for what is on its way. */
  async close(): Promise<void> {
    clearInterval(this.#trimTimer);
    await this.#last;
  }

  async #add(stored: StoredResponse, items: readonly StoredItem[]): Promise<boolean> {
    try {
      await this.#table.insert(stored, items);
    } catch (error) {
      this.#onError(new Error(`A response could not be kept: ${messageOf(error)}`));
      return false;
    }
    if (this.#untilTrim-- <= 0) await this.#trim();
    return true;
  }

  /** All of it costs as much as many responses: a few more than there may be are let be for a while. */
  async #trim(): Promise<void> {
    const { days, ...bounds } = this.#bounds;
    this.#untilTrim = Math.floor(Math.min(bounds.responses, bounds.perClient) / 50);
    const since = new Date(Date.now() - days * dayMs).toISOString();
    try {
      await this.#table.trim({ ...bounds, since });
    } catch (error) {
      this.#onError(new Error(`Old responses could not be deleted: ${messageOf(error)}`));
    }
  }
}

function toStored({ id, response, before, added, output }: KeptResponse, client: string): StoredResponse {
  return {
    id,
    client,
    createdAt: new Date().toISOString(),
    response: JSON.stringify(response),
    before: JSON.stringify(before),
    added: JSON.stringify(added),
    output: JSON.stringify(output),
  };
}

/** Of two with the same id the last. */
function itemsOf({ added, output }: KeptResponse): StoredItem[] {
  const items = new Map<string, string>();
  for (const item of [...added, ...output]) {
    const { id } = item as { id?: unknown };
    if (isId(id)) items.set(id, JSON.stringify(item));
  }
  return [...items].map(([id, item]) => ({ id, item }));
}

/** Not every database takes every text; ids of ours are all like this. */
function isId(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,256}$/.test(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
