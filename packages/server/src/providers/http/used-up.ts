import type { IncomingHttpHeaders } from "node:http";

/** The longest wait that is believed. */
const longestMs = 24 * 60 * 60 * 1000;

/** What is left of a provider's limits and when they begin anew, by any of the names that they give it. */
const names: readonly [remaining: string, reset: string][] = [
  ...["requests", "tokens"].map((what): [string, string] => [
    `x-ratelimit-remaining-${what}`,
    `x-ratelimit-reset-${what}`,
  ]),
  ...["requests", "tokens", "input-tokens", "output-tokens"].map((what): [string, string] => [
    `anthropic-ratelimit-${what}-remaining`,
    `anthropic-ratelimit-${what}-reset`,
  ]),
  ["x-ratelimit-remaining", "x-ratelimit-reset"],
  ["ratelimit-remaining", "ratelimit-reset"],
];

/** Milliseconds for which one of the provider's limits is used up; undefined: none is, as far as it says. */
export function usedUpMs(headers: IncomingHttpHeaders, now: number): number | undefined {
  const waits = names.flatMap(([remaining, reset]) => {
    const left = headers[remaining];
    if (typeof left !== "string" || left.trim() === "" || !(Number(left) <= 0)) return [];
    return untilReset(String(headers[reset] ?? "").trim(), now) ?? [];
  });
  const longest = Math.max(0, ...waits);
  return longest > 0 ? Math.min(longest, longestMs) : undefined;
}

/** A time, a moment in seconds or milliseconds since 1970, or a span such as `1m30.5s`, `120ms` or `2` (seconds). */
function untilReset(text: string, now: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    if (number >= 1e12) return number - now;
    return number >= 1e9 ? number * 1_000 - now : number * 1_000;
  }
  const span = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(text);
  if (text !== "" && span) {
    const [hours = 0, minutes = 0, seconds = 0, ms = 0] = span.slice(1).map((part) => Number(part ?? 0));
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms;
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}
