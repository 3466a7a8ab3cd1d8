import type { Charge, GenerationRecord } from "./record.js";

/** Where the records of generations are kept. */
export interface GenerationRecords {
  /**
   * Keeps a record and charges the accounts. Returns at once and never throws; a second record with the same id changes
   * nothing.
   */
  add(record: GenerationRecord, charges?: readonly Charge[]): void;
  /**
   * The record with this id, also one that was added a moment ago; with `client`, only if it is that client's.
   * Rejects with `RecordsUnavailable`, within seconds, when the database does not answer.
   */
  find(id: string, client?: string): Promise<GenerationRecord | undefined>;
  /** Writes what waits, within a bound, and lets go of the database. What comes later is counted as lost. */
  close(): Promise<void>;
  /** How many records could not be kept since the start. */
  readonly lost: number;
  readonly health: RecordsHealth;
}

export interface RecordsHealth {
  /** Records are written, or will be within moments. */
  ok: boolean;
  /** Records in memory that are not written yet. */
  waiting: number;
  /** Bytes of records on disk that are not written yet. */
  onDisk: number;
  /** Why records can't be written at the moment; null: they can. */
  error: string | null;
}

/** The records can't be read at the moment. */
export class RecordsUnavailable extends Error {
  override readonly name = "RecordsUnavailable";
}
