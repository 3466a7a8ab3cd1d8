import type { ContentFilter } from "./content-filter.js";

/** How much may be asked for. Absent: as much as one likes. */
export interface RateLimits {
  requests_per_minute?: number | undefined;
  requests_per_day?: number | undefined;
  tokens_per_minute?: number | undefined;
  tokens_per_day?: number | undefined;
  /** Requests at the same time. */
  concurrent?: number | undefined;
}

/** When a budget begins anew: at midnight UTC, on Monday, on the first of the month, or never. */
export const resets = ["lifetime", "monthly", "weekly", "daily"] as const;
export type Reset = (typeof resets)[number];

/** What the key that a task came with may do. */
export interface Account {
  /** US dollars as decimals; all of them hold. */
  budgets: readonly { limit: string; reset: Reset }[];
  /** Names of models, and slugs of providers: it must be in every list. */
  allowedModels: readonly (readonly string[])[];
  allowedProviders: readonly (readonly string[])[];
  /** Only endpoints that keep nothing of what they are sent. */
  zdr: boolean;
  /** What is looked for in prompts. */
  filters: readonly ContentFilter[];
  limits: RateLimits | null;
}
