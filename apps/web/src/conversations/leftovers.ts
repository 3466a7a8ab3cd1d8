import type { Change } from "./database.js";

const prefix = "unsaved/";
const key = prefix + Math.random().toString(36).slice(2);

/** Puts aside what a page that goes can't write any more: IndexedDB drops what is under way. */
export function leaveChanges(changes: readonly Change[]): void {
  if (changes.length === 0) return;
  try {
    localStorage.setItem(key, JSON.stringify(changes));
  } catch {
    // No room: what was written before is all there is.
  }
}

/** What pages before this one have left. It is there no longer afterwards. */
export function takeLeftChanges(): Change[] {
  const keys = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  return keys.flatMap((name) => {
    const left = localStorage.getItem(name);
    localStorage.removeItem(name);
    return left ? (JSON.parse(left) as Change[]) : [];
  });
}
