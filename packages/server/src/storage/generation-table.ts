import type { Charge, GenerationRecord } from "../generation/record.js";
import type { Balance } from "./spend.js";

/** A record, and what it adds to what was spent. */
export interface ChargedRecord {
  record: GenerationRecord;
  charges: readonly Charge[];
}

/** Sums over the generations of one day, model and endpoint. */
export interface Activity {
  /** Such as `2026-11-25`, UTC. */
  date: string;
  model: string;
  endpoint: string | null;
  provider: string | null;
  requests: number;
  promptTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  /** US dollars as a decimal. */
  cost: string;
}

export interface ActivityQuery {
  /** The first and the last day, such as `2026-11-25`, UTC. */
  from: string;
  to: string;
  client?: string | undefined;
}

export interface GenerationQuery {
  /** How many at most. */
  limit: number;
  /** Only those that come after this one in the list. */
  after?: Pick<GenerationRecord, "id" | "createdAt"> | undefined;
  client?: string | undefined;
}

/** The generations in a database. Whatever it can't do rejects with a {@link StorageError}. */
export interface GenerationTable {
  /**
   * Writes all of them with their charges, or none; ids that are there already are left as they are, and charged no
   * second time. Resolves to the balances that have changed.
   */
  insert(entries: readonly ChargedRecord[]): Promise<Balance[]>;
  find(id: string): Promise<GenerationRecord | undefined>;
  /** The newest first. */
  list(query: GenerationQuery): Promise<GenerationRecord[]>;
  /** The newest day first. */
  activity(query: ActivityQuery): Promise<Activity[]>;
  /** When the `rank`th newest was created; undefined: there are fewer. */
  createdAtOfNewest(rank: number): Promise<string | undefined>;
  /** Deletes the oldest created before this time, `limit` at most; returns how many. */
  deleteBefore(createdAt: string, limit: number): Promise<number>;
}

/**
 * Whether it is worth trying again: `busy` right away, `unavailable` later (no space, no connection, read-only),
 * `refused` never (the record itself can't be written).
 */
export type StorageErrorKind = "busy" | "unavailable" | "refused";

export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly kind: StorageErrorKind;

  constructor(kind: StorageErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
