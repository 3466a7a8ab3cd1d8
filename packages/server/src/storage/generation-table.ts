import type { GenerationRecord } from "../generation/record.js";

/** The generations in a database. Whatever it can't do rejects with a {@link StorageError}. */
export interface GenerationTable {
  /** Writes all of them or none; ids that are there already are left as they are. */
  insert(records: readonly GenerationRecord[]): Promise<void>;
  find(id: string): Promise<GenerationRecord | undefined>;
  /** When the `rank`th newest was created; undefined: there are fewer. */
  createdAtOfNewest(rank: number): Promise<string | undefined>;
  /** Deletes the oldest created before this time, `limit` at most; returns how many. */
  deleteBefore(createdAt: string, limit: number): Promise<number>;
  close(): Promise<void>;
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
