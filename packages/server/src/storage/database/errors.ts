import { LibsqlError } from "@libsql/client";
import { StorageError, type StorageErrorKind } from "../generation-table.js";

const kinds: Record<string, StorageErrorKind> = {
  SQLITE_BUSY: "busy",
  SQLITE_LOCKED: "busy",
  SQLITE_CONSTRAINT: "refused",
  SQLITE_MISMATCH: "refused",
  SQLITE_RANGE: "refused",
  SQLITE_TOOBIG: "refused",
};

/** Any thrown value as a {@link StorageError}. A value that can't be bound is the record's own fault. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof LibsqlError)
    return new StorageError(kinds[error.code] ?? "unavailable", error.message);
  const unbindable = error instanceof RangeError || (error instanceof TypeError && !("cause" in error));
  return new StorageError(unbindable ? "refused" : "unavailable", String(error));
}

export function isBusy(error: unknown): boolean {
  return toStorageError(error).kind === "busy";
}

/** The file is not a database, or not one that can be read. */
export function isCorrupted(error: unknown): boolean {
  return error instanceof LibsqlError && ["SQLITE_CORRUPT", "SQLITE_NOTADB"].includes(error.code);
}
