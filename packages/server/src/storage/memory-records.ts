import type { GenerationRecord } from "../generation/record.js";
import type { GenerationRecords } from "../generation/records.js";
import { oldestKept, type ResolvedRetention } from "./retention.js";

/** Records that end with the process. */
export class MemoryRecords implements GenerationRecords {
  readonly #records = new Map<string, GenerationRecord>();
  readonly #retention: ResolvedRetention;
  #lost = 0;
  #closed = false;

  constructor(retention: ResolvedRetention) {
    this.#retention = retention;
  }

  get lost(): number {
    return this.#lost;
  }

  get health() {
    return { ok: true, waiting: 0, error: null };
  }

  add(record: GenerationRecord): void {
    if (this.#closed) {
      this.#lost++;
      return;
    }
    if (!this.#records.has(record.id)) this.#records.set(record.id, record);
    const oldest = oldestKept(this.#retention, new Date()) ?? "";
    for (const [id, { createdAt }] of this.#records) {
      if (this.#records.size <= this.#retention.rows && createdAt >= oldest) break;
      this.#records.delete(id);
    }
  }

  async find(id: string, client?: string): Promise<GenerationRecord | undefined> {
    const record = this.#records.get(id);
    return client === undefined || record?.client === client ? record : undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
