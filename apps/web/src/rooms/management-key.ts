import { createStore } from "../ui/store.js";

/** A management key, and the one address that it is sent to. */
interface Kept {
  address: string;
  key: string;
}

const storageKey = "management-key";

function stored(): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** Kept until the tab is closed: who has it can make keys and spend. */
export const managementKey = createStore(stored());

/** Keeps a key for an address, or forgets the one that is kept. */
export function keepManagementKey(kept: Kept | undefined): void {
  managementKey.set(kept);
  try {
    if (kept) sessionStorage.setItem(storageKey, JSON.stringify(kept));
    else sessionStorage.removeItem(storageKey);
  } catch {
    // Storage is forbidden: the key lasts as long as the page.
  }
}
