import { ApiError } from "../generation/api-error.js";
import type { Admitted, Gate, Offer, Refusal } from "../generation/gate.js";
import { nearerToItsEnd, type RateWindow } from "../generation/rate-window.js";
import type { Charge, GenerationRecord } from "../generation/record.js";
import type { Task } from "../generation/task.js";
import type { Counters, Held, Taken } from "../storage/counters/counters.js";
import { type Balance, balanceName, type SpendTable } from "../storage/spend.js";
import { chargesOf } from "./charges.js";
import { LiveCounters } from "./live-counters.js";
import { toBillionths } from "./money.js";
import { PlaceLines } from "./place-lines.js";
import { isElsewhere, refusalOf, windowOf } from "./refusal.js";
import { type BudgetRequirement, type Requirement, requirementsOf } from "./rules.js";
import { type AccountsSettings, defaultAccountsSettings, policiesOf } from "./settings.js";

export interface LedgerOptions {
  counters: Counters;
  spend: SpendTable;
  settings?: Partial<AccountsSettings> | undefined;
  /** Why generations can't be written down; null: they can. */
  recordsError?: (() => string | null) | undefined;
}

/** What a generation has taken. */
interface Entry {
  time: string;
  /** Amounts by key: parts of budgets, and places. */
  holds: Map<string, number>;
  /** Whose budget it is, by the budget's key. */
  accounts: Map<string, string>;
  places: Set<string>;
  /** By key: tokens that were taken of a window. Requests stay taken. */
  rates: Map<string, { kind: "requests" | "tokens"; amount: number; windowMs: number }>;
  /** Of the windows, the one nearest to its end. */
  window?: RateWindow;
}

/** An attempt that wants to begin. */
interface Asked {
  task: Task;
  offer: Offer;
  signal: AbortSignal | undefined;
  entry: Entry;
}

/** Lets attempts begin that find room in every budget and limit, and settles what they have cost. */
export class Ledger implements Gate {
  readonly #entries = new Map<string, Entry>();
  readonly #counters: LiveCounters;
  readonly #spend: SpendTable;
  readonly #recordsError: () => string | null;
  settings: AccountsSettings;
  readonly #lines = new PlaceLines();
  /** Keys of budgets whose balance the counters have been told since they were last out of reach. */
  readonly #told = new Set<string>();

  constructor({ counters, spend, settings, recordsError = () => null }: LedgerOptions) {
    this.settings = { ...defaultAccountsSettings, ...settings };
    this.#spend = spend;
    this.#recordsError = recordsError;
    this.#counters = new LiveCounters({
      counters,
      held: () => this.#held(),
      onBack: () => this.#told.clear(),
    });
  }

  /** From now on these rules hold. What has been taken stays taken. */
  change(settings: Partial<AccountsSettings> = {}): void {
    this.settings = { ...defaultAccountsSettings, ...settings };
  }

  /** Why the counters can't be reached; null: they can. */
  get error(): string | null {
    return this.#counters.error;
  }

  /** Requests that wait for a place. */
  get waiting(): number {
    return this.#lines.waiting;
  }

  /** Milliseconds for which keys that are known go on while they can't be looked up. */
  get keysGraceMs(): number {
    return policiesOf(this.settings).keys === "open" ? this.settings.graceMs : 0;
  }

  admit(task: Task, offer: Offer, signal?: AbortSignal): Promise<Admitted | Refusal> | undefined {
    const { budgets, limits, fail } = this.settings;
    const { account } = task;
    if (fail !== "open" && policiesOf(this.settings).records === "closed" && this.#recordsError() !== null) {
      return Promise.resolve(unavailable("Generations can't be recorded at the moment"));
    }
    if (budgets.length === 0 && limits.length === 0 && !account?.budgets.length && !account?.limits)
      return undefined;
    const id = task.generationId;
    if (id === undefined) return undefined;
    const entry = this.#entries.get(id) ?? newEntry();
    const requirements = requirementsOf(task, offer, this.settings, entry.time).filter(
      // A second attempt is no second request of the same key.
      ({ take }) => take.kind === "hold" || !entry.rates.has(take.key),
    );
    return requirements.length === 0
      ? undefined
      : this.#admit(id, { task, offer, signal, entry }, requirements);
  }

  /** How a generation ended: what it costs whom. Places are given back at once, budgets when it is written down. */
  ended(record: GenerationRecord): Charge[] {
    const charges = chargesOf(
      record,
      this.settings.budgets.some(({ per }) => per === "user"),
    );
    const entry = this.#entries.get(record.id);
    if (!entry) return charges;
    const keys = [...entry.places];
    for (const key of keys) entry.holds.delete(key);
    for (const key of entry.holds.keys()) {
      const charge = charges.find(({ account }) => account === entry.accounts.get(key));
      entry.holds.set(key, charge ? toBillionths(charge.amount) : 0);
    }
    const used = record.promptTokens + record.completionTokens;
    const rates = [...entry.rates].flatMap(([key, { kind, amount, windowMs }]) =>
      kind === "tokens" ? [{ key, amount: used - amount, windowMs }] : [],
    );
    if (keys.length > 0 || rates.length > 0) {
      this.#counters.settle({ ended: [{ id: record.id, keys }], balances: [], rates });
    }
    this.#lines.freed(keys);
    return charges;
  }

  /** These generations are written down, or lost. */
  settled(ids: readonly string[], balances: readonly Balance[]): void {
    const ended = ids.flatMap((id) => {
      const entry = this.#entries.get(id);
      this.#entries.delete(id);
      return entry && entry.holds.size > 0 ? [{ id, keys: [...entry.holds.keys()] }] : [];
    });
    if (ended.length === 0 && balances.length === 0) return;
    this.#counters.settle({
      ended,
      balances: balances.map((one) => ({ ...counted(one), key: balanceName(one) })),
    });
  }

  async close(): Promise<void> {
    await this.#counters.close();
  }

  async #admit(
    id: string,
    { task, offer, signal, entry }: Asked,
    requirements: Requirement[],
  ): Promise<Admitted | Refusal> {
    const take = () => this.#take(id, requirements);
    // Where somebody else can be asked, the places of an endpoint are not waited for.
    const places = requirements.filter(
      ({ kind, per }) => kind === "concurrent" && !(offer.others && isElsewhere(per)),
    );
    const { queueMs: longestMs, queueLimit: most } = this.settings;
    const keys = places.map((place) => place.take.key);
    const taken =
      longestMs === 0 || keys.length === 0
        ? await take()
        : await this.#lines.take(keys, {
            turn: { client: task.client, user: task.user },
            ...{ longestMs, most, signal, take },
            fullOf: (one) =>
              one?.kind === "full"
                ? keys.find((key) => key === requirements[one.index]!.take.key)
                : undefined,
            full: (key): Taken => {
              const index = requirements.findIndex((one) => one.take.key === key);
              return { kind: "full", index, left: 0, resetMs: 0 };
            },
          });
    if (taken === undefined) return unavailable();
    if (taken.kind === "full") return refusalOf(requirements[taken.index]!, taken);
    if (taken.kind === "unknown") return unavailable();
    for (const [index, requirement] of requirements.entries()) {
      const { kind, take } = requirement;
      if (isBudget(requirement)) entry.accounts.set(take.key, requirement.balance.account);
      if (take.kind === "hold") entry.holds.set(take.key, take.amount);
      if (kind === "concurrent") entry.places.add(take.key);
      if (take.kind === "rate" && (kind === "requests" || kind === "tokens")) {
        entry.rates.set(take.key, { kind, amount: take.amount, windowMs: take.windowMs });
        entry.window = nearerToItsEnd(entry.window, windowOf(take, taken.rooms[index]!));
      }
    }
    this.#entries.set(id, entry);
    return { kind: "admitted", window: entry.window };
  }

  /** Undefined: it can't be found out whether there is room. */
  async #take(id: string, requirements: Requirement[]): Promise<Taken | undefined> {
    try {
      return await this.#takeFrom(this.#counters, id, requirements);
    } catch {
      const closed = policiesOf(this.settings).counters === "closed";
      if (closed || this.#counters.goneMs > this.settings.graceMs) return undefined;
      return this.#takeAlone(id, requirements).catch(() => undefined);
    }
  }

  async #takeFrom(counters: LiveCounters, id: string, requirements: Requirement[]): Promise<Taken> {
    const untold = requirements.filter(isBudget).filter(({ take }) => !this.#told.has(take.key));
    try {
      await this.#tell(untold);
    } catch (error) {
      // The counters may know of another process what the database can't tell at the moment.
      if (policiesOf(this.settings).counters === "closed") throw error;
    }
    const takes = () => requirements.map(({ take }) => take);
    const taken = await counters.take(id, takes());
    if (taken.kind !== "unknown") return taken;
    await this.#tell(taken.indexes.map((index) => requirements[index]!).filter(isBudget));
    return counters.take(id, takes());
  }

  /** Puts what was spent, as the database knows it, into what is asked for. */
  async #tell(requirements: readonly BudgetRequirement[]): Promise<void> {
    if (requirements.length === 0) return;
    const balances = await this.#spend.balances(requirements.map(({ balance }) => balance));
    for (const [index, requirement] of requirements.entries()) {
      requirement.take.balance = counted(balances[index]!);
      if (this.#told.size > 100_000) this.#told.clear();
      this.#told.add(requirement.take.key);
    }
  }

  /**
   * Without the shared counters: of what is left of a budget this process takes no more than its reserve. Undefined:
   * that is used up, but the budget may not be.
   */
  async #takeAlone(id: string, requirements: Requirement[]): Promise<Taken | undefined> {
    const budgets = requirements.filter(isBudget);
    await this.#tell(budgets);
    const alone = requirements.map(({ take }) => {
      if (take.kind !== "hold" || !take.balance || !budgets.some((one) => one.take === take)) return take;
      const { spent } = take.balance;
      return { ...take, limit: spent + Math.floor((take.limit - spent) * this.settings.reserve) };
    });
    const taken = await this.#counters.takeAlone(id, alone);
    if (taken.kind !== "full") return taken;
    const { take } = requirements[taken.index]!;
    const { limit, amount } = alone[taken.index]!;
    if (take.limit === limit) return taken;
    // What the budget itself has no room for is refused as always.
    const left = take.limit - limit + taken.left;
    return left < amount ? { ...taken, left } : undefined;
  }

  #held(): Held[] {
    return [...this.#entries].map(([id, { holds }]) => ({
      id,
      holds: [...holds].map(([key, amount]) => ({ key, amount })),
    }));
  }
}

function isBudget(requirement: Requirement): requirement is BudgetRequirement {
  return requirement.kind === "budget";
}

function newEntry(): Entry {
  return {
    time: new Date().toISOString(),
    holds: new Map(),
    accounts: new Map(),
    places: new Set(),
    rates: new Map(),
  };
}

function counted({ spent, version }: Balance): { spent: number; version: number } {
  return { spent: toBillionths(spent), version };
}

function unavailable(message = "Budgets and limits can't be looked up at the moment"): Refusal {
  const error = new ApiError(503, "provider_unavailable", message, { headers: { "Retry-After": "1" } });
  return { kind: "refused", error, elsewhere: false };
}
