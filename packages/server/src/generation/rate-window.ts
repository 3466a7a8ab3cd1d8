/** What is left of a limit on requests or tokens until its window begins anew. */
export interface RateWindow {
  limit: number;
  remaining: number;
  /** Milliseconds since 1970. */
  resetAt: number;
}

/** Of two windows the one of which less is left, for its size. */
export function nearerToItsEnd(one: RateWindow | undefined, other: RateWindow): RateWindow {
  if (!one) return other;
  const difference = other.remaining / other.limit - one.remaining / one.limit;
  return difference < 0 || (difference === 0 && other.resetAt > one.resetAt) ? other : one;
}

/** A window as clients are told of it. */
export function rateLimitHeaders({ limit, remaining, resetAt }: RateWindow): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(limit),
    "X-RateLimit-Remaining": String(remaining),
    "X-RateLimit-Reset": String(resetAt),
  };
}
