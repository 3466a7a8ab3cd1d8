import type { Counters } from "./counters.js";
import { MemoryCounters } from "./memory-counters.js";
import { RedisCounters } from "./redis-counters.js";

/** Counters of this process, or those that a URL names. Throws `Error` that says where they can't be reached. */
export async function openCounters(url: string | undefined, openMs = 10_000): Promise<Counters> {
  if (url === undefined) return new MemoryCounters();
  try {
    return await RedisCounters.open(url, openMs);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The counters, ${withoutUser(url)}, can't be used: ${withoutUser(reason)}`, {
      cause: error,
    });
  }
}

/** An address that can be shown: its user and its query may hold secrets. */
function withoutUser(text: string): string {
  return text.replace(/\/\/[^/\s]*@/g, "//").replace(/\?\S*$/, "");
}
