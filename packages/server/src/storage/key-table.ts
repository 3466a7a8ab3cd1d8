import type { RateLimits } from "../generation/account.js";
import type { StoredGuardrail } from "./guardrail-table.js";

/** What is kept of a key; not the key. */
export interface StoredKey {
  /** Its public id: 64 hexadecimal digits that have nothing to do with the key itself. */
  hash: string;
  /** The beginning of the key, by which its row is found. */
  lookup: string;
  /** Hexadecimal; `digest` is the SHA-256 of salt and key. */
  salt: string;
  digest: string;
  name: string;
  /** What can be shown of the key, such as `sk-or-v1-0e6…1c4`. */
  label: string;
  /** Manages other keys, and asks for no answers. */
  management: boolean;
  disabled: boolean;
  /** US dollars as a decimal; null: no limit. */
  limit: string | null;
  /** When `limit` begins anew; null: never. */
  limitReset: "daily" | "weekly" | "monthly" | null;
  includeByok: boolean;
  /** ISO 8601, UTC, as every time here; null: never. */
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string | null;
  /** Names of models and slugs of providers; null: all. */
  allowedModels: string[] | null;
  allowedProviders: string[] | null;
  limits: RateLimits | null;
}

/** A key, and the guardrails that it has. */
export interface GuardedKey extends StoredKey {
  guardrails: readonly StoredGuardrail[];
}

/** What can be changed. */
export type KeyChange = Partial<
  Omit<StoredKey, "hash" | "lookup" | "salt" | "digest" | "label" | "createdAt">
>;

export interface KeyTable {
  insert(key: StoredKey): Promise<void>;
  /** The key whose text begins like this. */
  findByLookup(lookup: string): Promise<GuardedKey | undefined>;
  find(hash: string): Promise<StoredKey | undefined>;
  /** The newest first. */
  list(options: { offset: number; limit: number; disabled: boolean }): Promise<StoredKey[]>;
  /** The key as it is now; undefined: there is none. */
  update(hash: string, change: KeyChange): Promise<StoredKey | undefined>;
  /** Whether there was one. */
  delete(hash: string): Promise<boolean>;
}
