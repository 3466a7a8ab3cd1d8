import type { Database } from "../database.js";
import type { StorageErrorKind } from "../generation-table.js";

/** Which database a thread is for. */
export interface DatabaseAddress {
  /** `file:`, `libsql:`, `https:` … */
  url: string;
  authToken?: string | undefined;
}

/** The tables of a database, by name. */
export type TableName = Exclude<keyof Database, "close">;

/** A method of one of the tables, of the database itself (`close`), or none: whether the tables are ready. */
export interface Request {
  id: number;
  table?: TableName | undefined;
  method: string;
  args: unknown[];
}

export type Reply =
  | { id: number; result: unknown }
  /** The file was moved out of the way: a new thread is to be asked. */
  | { id: number; again: true }
  | { id: number; error: { kind: StorageErrorKind; message: string } }
  /** Something that the operator must know. */
  | { notice: string };
