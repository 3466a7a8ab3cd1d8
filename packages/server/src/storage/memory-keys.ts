import { StorageError } from "./generation-table.js";
import type {
  GuardrailAssignment,
  GuardrailChange,
  GuardrailTable,
  Page,
  StoredGuardrail,
} from "./guardrail-table.js";
import type { GuardedKey, KeyChange, KeyTable, StoredKey } from "./key-table.js";

/** Keys that end with the process. */
export class MemoryKeys implements KeyTable {
  readonly #keys = new Map<string, StoredKey>();
  readonly guardrails = new MemoryGuardrails(this.#keys);

  async insert(key: StoredKey): Promise<void> {
    if (this.#keys.has(key.hash) || (await this.findByLookup(key.lookup))) {
      throw new StorageError("refused", "There is such a key already");
    }
    this.#keys.set(key.hash, key);
  }

  async find(hash: string): Promise<StoredKey | undefined> {
    return this.#keys.get(hash);
  }

  async findByLookup(lookup: string): Promise<GuardedKey | undefined> {
    const key = [...this.#keys.values()].find((one) => one.lookup === lookup);
    return key && { ...key, guardrails: this.guardrails.ofKey(key.hash) };
  }

  async list(options: { offset: number; limit: number; disabled: boolean }): Promise<StoredKey[]> {
    return [...this.#keys.values()]
      .filter(({ disabled }) => options.disabled || !disabled)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.hash.localeCompare(b.hash))
      .slice(options.offset, options.offset + options.limit);
  }

  async update(hash: string, change: KeyChange): Promise<StoredKey | undefined> {
    const key = this.#keys.get(hash);
    if (!key) return undefined;
    const changed = { ...key, ...change };
    this.#keys.set(hash, changed);
    return changed;
  }

  async delete(hash: string): Promise<boolean> {
    this.guardrails.forget(hash);
    return this.#keys.delete(hash);
  }
}

class MemoryGuardrails implements GuardrailTable {
  readonly #keys: ReadonlyMap<string, StoredKey>;
  readonly #guardrails = new Map<string, StoredGuardrail>();
  /** When each key got it, by the guardrail's id and the key's hash. */
  readonly #assigned = new Map<string, Map<string, string>>();

  constructor(keys: ReadonlyMap<string, StoredKey>) {
    this.#keys = keys;
  }

  ofKey(hash: string): StoredGuardrail[] {
    return [...this.#guardrails.values()].filter(({ id }) => this.#assigned.get(id)?.has(hash));
  }

  forget(hash: string): void {
    for (const keys of this.#assigned.values()) keys.delete(hash);
  }

  async insert(guardrail: StoredGuardrail): Promise<void> {
    this.#guardrails.set(guardrail.id, guardrail);
    this.#assigned.set(guardrail.id, new Map());
  }

  async find(id: string): Promise<StoredGuardrail | undefined> {
    return this.#guardrails.get(id);
  }

  async list({ offset, limit }: Page) {
    const all = [...this.#guardrails.values()].sort(
      (a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id),
    );
    return { guardrails: all.slice(offset, offset + limit), total: all.length };
  }

  async update(id: string, change: GuardrailChange): Promise<StoredGuardrail | undefined> {
    const found = this.#guardrails.get(id);
    if (!found) return undefined;
    const guardrail = { ...found, ...change };
    this.#guardrails.set(id, guardrail);
    return guardrail;
  }

  async delete(id: string): Promise<boolean> {
    this.#assigned.delete(id);
    return this.#guardrails.delete(id);
  }

  async assign(id: string, hashes: readonly string[], createdAt: string): Promise<number> {
    const keys = this.#assigned.get(id);
    const added = hashes.filter((hash) => this.#keys.has(hash) && !keys?.has(hash));
    for (const hash of added) keys?.set(hash, createdAt);
    return added.length;
  }

  async unassign(id: string, hashes: readonly string[]): Promise<number> {
    const keys = this.#assigned.get(id);
    return hashes.filter((hash) => keys?.delete(hash)).length;
  }

  async assignments(id: string, { offset, limit }: Page) {
    const all = [...(this.#assigned.get(id) ?? [])].flatMap(([hash, createdAt]): GuardrailAssignment[] => {
      const key = this.#keys.get(hash);
      return key ? [{ guardrail: id, hash, name: key.name, label: key.label, createdAt }] : [];
    });
    all.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.hash.localeCompare(b.hash));
    return { assignments: all.slice(offset, offset + limit), total: all.length };
  }
}
