import {
  type ResponseBounds,
  type ResponseTable,
  type StoredItem,
  type StoredResponse,
  sizeOf,
} from "./response-table.js";

/** Kept responses that end with the process. */
export class MemoryResponses implements ResponseTable {
  /** The oldest first. */
  readonly #responses = new Map<string, { kept: StoredResponse; items: readonly StoredItem[] }>();
  /** By client and id: the item, and the newest response that has it. */
  readonly #items = new Map<string, StoredItem & { owner: string }>();

  async insert(kept: StoredResponse, items: readonly StoredItem[]): Promise<void> {
    this.#responses.set(kept.id, { kept, items });
    for (const one of items) this.#items.set(keyOf(one.id, kept.client), { ...one, owner: kept.id });
  }

  async find(id: string, client: string): Promise<StoredResponse | undefined> {
    const kept = this.#responses.get(id)?.kept;
    return kept?.client === client ? kept : undefined;
  }

  async findItems(ids: readonly string[], client: string): Promise<StoredItem[]> {
    return ids.flatMap((id) => {
      const found = this.#items.get(keyOf(id, client));
      return found ? [{ id, item: found.item }] : [];
    });
  }

  async delete(id: string, client: string): Promise<boolean> {
    if (!(await this.find(id, client))) return false;
    this.#remove(id);
    return true;
  }

  async trim({ responses, perClient, characters, since }: ResponseBounds): Promise<void> {
    const counts = new Map<string, number>();
    let left = responses;
    let room = characters;
    for (const { kept } of [...this.#responses.values()].reverse()) {
      const count = (counts.get(kept.client) ?? 0) + 1;
      counts.set(kept.client, count);
      left--;
      room -= sizeOf(kept);
      if (left < 0 || room < 0 || count > perClient || kept.createdAt < since) this.#remove(kept.id);
    }
  }

  #remove(id: string): void {
    const { kept, items } = this.#responses.get(id)!;
    this.#responses.delete(id);
    for (const one of items) {
      const key = keyOf(one.id, kept.client);
      if (this.#items.get(key)?.owner === id) this.#items.delete(key);
    }
  }
}

function keyOf(id: string, client: string): string {
  return JSON.stringify([client, id]);
}
