/** Most entries that lists of a request may have. */
export const listLimits = {
  input: 10_000,
  parts: 2_000,
  tools: 128,
  include: 16,
} as const;
