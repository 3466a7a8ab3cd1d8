import type { GenerationTable, StorageErrorKind } from "../generation-table.js";

/** Which database a thread is for. */
export interface DatabaseAddress {
  /** `file:`, `libsql:`, `https:` … */
  url: string;
  authToken?: string | undefined;
}

/** What can be asked; `open` answers when the tables are ready. */
export interface Methods extends GenerationTable {
  open(): Promise<void>;
}

export interface Request {
  id: number;
  method: keyof Methods;
  args: unknown[];
}

export type Reply =
  | { id: number; result: unknown }
  | { id: number; error: { kind: StorageErrorKind; message: string } }
  /** Something that the operator must know. */
  | { notice: string };
