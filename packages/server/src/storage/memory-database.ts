import { addDecimals } from "../generation/decimal.js";
import type { GenerationRecord } from "../generation/record.js";
import type { Database } from "./database.js";
import type {
  Activity,
  ActivityQuery,
  ChargedRecord,
  GenerationQuery,
  GenerationTable,
} from "./generation-table.js";
import { MemoryKeys } from "./memory-keys.js";
import { MemoryResponses } from "./memory-responses.js";
import { oldestKept, type ResolvedRetention } from "./retention.js";
import type { SecretTable } from "./secret-table.js";
import {
  type AccountPeriod,
  added,
  type Balance,
  balanceName,
  dayAfter,
  noBalance,
  type SpendTable,
  sumsOf,
} from "./spend.js";

/** Tables that end with the process. */
export function memoryDatabase(retention: ResolvedRetention): Database {
  const spend = new MemorySpend();
  const keys = new MemoryKeys();
  return {
    generations: new MemoryGenerations(retention, spend),
    keys,
    guardrails: keys.guardrails,
    spend,
    secrets: new MemorySecrets(),
    responses: new MemoryResponses(),
    close: async () => {},
  };
}

class MemorySecrets implements SecretTable {
  readonly #secrets = new Map<string, string>();

  async keep(name: string, offered: string): Promise<string> {
    const kept = this.#secrets.get(name) ?? offered;
    this.#secrets.set(name, kept);
    return kept;
  }
}

class MemorySpend implements SpendTable {
  readonly #balances = new Map<string, Balance>();

  async balances(wanted: readonly AccountPeriod[]): Promise<Balance[]> {
    return wanted.map((one) => this.#balanceOf(one));
  }

  add(entries: readonly ChargedRecord[]): Balance[] {
    return sumsOf(entries).map(({ amount, ...one }) => {
      const balance = added(this.#balanceOf(one), amount);
      this.#balances.set(balanceName(one), balance);
      return balance;
    });
  }

  #balanceOf(one: AccountPeriod): Balance {
    return this.#balances.get(balanceName(one)) ?? noBalance(one);
  }
}

class MemoryGenerations implements GenerationTable {
  readonly #records = new Map<string, GenerationRecord>();
  readonly #retention: ResolvedRetention;
  readonly #spend: MemorySpend;

  constructor(retention: ResolvedRetention, spend: MemorySpend) {
    this.#retention = retention;
    this.#spend = spend;
  }

  async insert(entries: readonly ChargedRecord[]): Promise<Balance[]> {
    const fresh = entries.filter(({ record }) => {
      if (this.#records.has(record.id)) return false;
      this.#records.set(record.id, record);
      return true;
    });
    const oldest = oldestKept(this.#retention, new Date()) ?? "";
    for (const [id, { createdAt }] of this.#records) {
      if (this.#records.size <= this.#retention.rows && createdAt >= oldest) break;
      this.#records.delete(id);
    }
    return this.#spend.add(fresh);
  }

  async find(id: string): Promise<GenerationRecord | undefined> {
    return this.#records.get(id);
  }

  async list({ limit, after, client }: GenerationQuery): Promise<GenerationRecord[]> {
    return [...this.#records.values()]
      .filter((record) => client === undefined || record.client === client)
      .filter((record) => !after || newestFirst(after, record) < 0)
      .sort(newestFirst)
      .slice(0, limit);
  }

  async activity({ from, to, client }: ActivityQuery): Promise<Activity[]> {
    const sums = new Map<string, Activity>();
    for (const record of this.#records.values()) {
      const { createdAt, model, endpoint, provider } = record;
      if (createdAt < from || createdAt >= dayAfter(to)) continue;
      if (client !== undefined && record.client !== client) continue;
      const date = createdAt.slice(0, 10);
      const name = JSON.stringify([date, model, endpoint, provider]);
      const sum = sums.get(name);
      sums.set(name, {
        ...{ date, model, endpoint, provider },
        requests: (sum?.requests ?? 0) + 1,
        promptTokens: (sum?.promptTokens ?? 0) + record.promptTokens,
        completionTokens: (sum?.completionTokens ?? 0) + record.completionTokens,
        reasoningTokens: (sum?.reasoningTokens ?? 0) + record.reasoningTokens,
        cost: addDecimals(sum?.cost ?? "0", record.cost ?? "0"),
      });
    }
    return [...sums.values()].sort((a, b) => b.date.localeCompare(a.date));
  }

  async createdAtOfNewest(rank: number): Promise<string | undefined> {
    return this.#times().at(-rank);
  }

  async deleteBefore(createdAt: string, limit: number): Promise<number> {
    const old = [...this.#records.values()]
      .filter((record) => record.createdAt < createdAt)
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
      .slice(0, limit);
    for (const { id } of old) this.#records.delete(id);
    return old.length;
  }

  #times(): string[] {
    return [...this.#records.values()].map(({ createdAt }) => createdAt).sort();
  }
}

/** The order of the list; ids decide between those of one moment, as in a database byte by byte. */
function newestFirst(
  a: Pick<GenerationRecord, "id" | "createdAt">,
  b: Pick<GenerationRecord, "id" | "createdAt">,
): number {
  const [one, other] = a.createdAt === b.createdAt ? [a.id, b.id] : [a.createdAt, b.createdAt];
  return one === other ? 0 : one < other ? 1 : -1;
}
