import type { ContentFilter } from "../generation/content-filter.js";

/** Rules that keys can be given. */
export interface StoredGuardrail {
  id: string;
  name: string;
  description: string | null;
  /** US dollars as a decimal that each of its keys may spend; null: no limit. */
  limit: string | null;
  /** When `limit` begins anew; null: never. */
  limitReset: "daily" | "weekly" | "monthly" | null;
  /** Names of models and slugs of providers; null: all. */
  allowedModels: string[] | null;
  allowedProviders: string[] | null;
  /** Only endpoints that keep nothing of what they are sent. */
  zdr: boolean;
  filters: ContentFilter[];
  createdAt: string;
  updatedAt: string | null;
}

/** What can be changed. */
export type GuardrailChange = Partial<Omit<StoredGuardrail, "id" | "createdAt">>;

/** That a key has a guardrail. */
export interface GuardrailAssignment {
  guardrail: string;
  /** The key's public id, its name and its label. */
  hash: string;
  name: string;
  label: string;
  createdAt: string;
}

export interface Page {
  offset: number;
  limit: number;
}

export interface GuardrailTable {
  insert(guardrail: StoredGuardrail): Promise<void>;
  find(id: string): Promise<StoredGuardrail | undefined>;
  /** The newest first, and how many there are. */
  list(page: Page): Promise<{ guardrails: StoredGuardrail[]; total: number }>;
  /** The guardrail as it is now; undefined: there is none. */
  update(id: string, change: GuardrailChange): Promise<StoredGuardrail | undefined>;
  /** Whether there was one. Its keys have it no longer. */
  delete(id: string): Promise<boolean>;
  /** Gives it to keys that there are; how many of them had it not before. */
  assign(id: string, hashes: readonly string[], createdAt: string): Promise<number>;
  /** How many of them had it. */
  unassign(id: string, hashes: readonly string[]): Promise<number>;
  assignments(id: string, page: Page): Promise<{ assignments: GuardrailAssignment[]; total: number }>;
}
