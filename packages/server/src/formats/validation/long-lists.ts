export interface LongList {
  param: string;
  most: number;
  found: number;
}

/** The list or record, if it has more entries than it may. */
export function longerThan(param: string, value: unknown, most: number): LongList | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found = Array.isArray(value) ? value.length : Object.keys(value).length;
  return found > most ? { param, most, found } : undefined;
}

/** The fields of what may be anything. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
