import { hostOf } from "./host.js";

/**
 * A server may close an idle connection just as a request goes out on it. Nothing of that request was handled, so it
 * can be sent again; but `fetch` tells only that the connection broke. What is known is whether the server has answered
 * this process before (the first connection can't be stale), how soon it broke, and in Node.js what it had carried.
 */

/** How soon after the request went out a stale connection breaks: within the time to the server and back. */
const ROUND_TRIP_MS = 1000;

const MAX_HOSTS = 100;
const answered = new Set<string>();

/** Notes that the server of a URL has answered. */
export function noteAnswer(url: string): void {
  if (answered.size >= MAX_HOSTS) answered.clear();
  answered.add(hostOf(url));
}

/** Makes a test of whether what breaks a request that goes out to a URL now may be a stale connection. */
export function createStaleTest(url: string): (thrown: unknown) => boolean {
  const sentAt = Date.now();
  const isFirst = !answered.has(hostOf(url));
  return (thrown) => {
    const { cause } = Object(thrown) as { cause?: { socket?: { bytesRead?: number } } };
    return !isFirst && Date.now() - sentAt < ROUND_TRIP_MS && cause?.socket?.bytesRead !== 0;
  };
}
