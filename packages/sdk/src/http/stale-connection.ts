/**
 * A server may close an idle connection just as a request goes out on it. Nothing of that request was handled, so it
 * can be sent again; but `fetch` tells only that the connection broke. What is known is whether the server has answered
 * this process before (the first connection can't be stale), how soon it broke, and in Node.js what it had carried.
 */

/** How soon after the request went out a stale connection breaks: within the time to the server and back. */
const ROUND_TRIP_MS = 1000;

const MAX_ORIGINS = 100;
const answered = new Set<string>();

/** Notes that a server has answered. */
export function noteAnswer(origin: string): void {
  if (answered.size >= MAX_ORIGINS) answered.clear();
  answered.add(origin);
}

/** Makes a test of whether what breaks a request that goes out now may be a stale connection. */
export function createStaleTest(origin: string): (thrown: unknown) => boolean {
  const sentAt = Date.now();
  const isFirst = !answered.has(origin);
  return (thrown) => {
    const { cause } = Object(thrown) as { cause?: { socket?: { bytesRead?: number } } };
    return !isFirst && Date.now() - sentAt < ROUND_TRIP_MS && cause?.socket?.bytesRead !== 0;
  };
}
