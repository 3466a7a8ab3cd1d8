/** An id that no other page makes. `randomUUID` is missing where a page came by plain HTTP from another machine. */
export const createId = (): string =>
  crypto.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
