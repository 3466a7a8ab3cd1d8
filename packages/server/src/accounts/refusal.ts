import { ApiError } from "../generation/api-error.js";
import type { Refusal } from "../generation/gate.js";
import { type RateWindow, rateLimitHeaders } from "../generation/rate-window.js";
import type { Hold, Rate, Room } from "../storage/counters/counters.js";
import { dollarText, toDollars } from "./money.js";
import {
  affordableTokens,
  type BudgetRequirement,
  type LimitRequirement,
  type Requirement,
} from "./rules.js";

/** There is no room for the attempt: a 402 for money, a 429 for anything else. */
export function refusalOf(requirement: Requirement, room: Room): Refusal {
  const elsewhere = isElsewhere(requirement.per);
  const error = requirement.kind === "budget" ? unpaid(requirement, room) : limited(requirement, room);
  return { kind: "refused", error, elsewhere };
}

function unpaid({ per, reset, limit, most, take }: BudgetRequirement, { left }: Room): ApiError {
  const whose = per === "server" ? "the server's" : `the ${per}'s`;
  const afford = affordableTokens(most, left);
  const wanted =
    afford > 0
      ? `This request requires more credits, or fewer max_tokens. You requested up to ${most.completionTokens} tokens, but can only afford ${afford}.`
      : "This request requires more credits.";
  const room = `It may cost up to $${dollarText(take.amount)}, and $${dollarText(left)} is left of ${whose} ${reset} budget of $${limit}.`;
  return new ApiError(402, "payment_required", `${wanted} ${room}`, {
    metadata: { budget: per, reset, limit: Number(limit), limit_remaining: toDollars(left) },
  });
}

function limited({ per, kind, take }: LimitRequirement, { left, resetMs }: Room): ApiError {
  const what =
    kind === "concurrent" ? "requests at the same time" : take.key.slice(take.key.lastIndexOf(":") + 1);
  const seconds = Math.max(1, Math.ceil(resetMs / 1000));
  // Nobody knows when a place is free again.
  const headers = rateLimitHeaders(windowOf(take, { left, resetMs: Math.max(1_000, resetMs) }));
  return new ApiError(
    429,
    "rate_limit_exceeded",
    `Rate limit exceeded: ${take.limit} ${what} for the ${per}; try again in ${seconds} s`,
    {
      headers: { ...headers, "Retry-After": String(seconds) },
      metadata: { headers },
      retryAfterMs: seconds * 1_000,
    },
  );
}

/** Whether it is the room of one of those who could answer. */
export function isElsewhere(per: Requirement["per"]): boolean {
  return per === "model" || per === "provider" || per === "endpoint";
}

/** What is left of a limit, by the clock that clients see. */
export function windowOf({ limit }: Hold | Rate, { left, resetMs }: Room): RateWindow {
  return { limit, remaining: left, resetAt: Date.now() + resetMs };
}
