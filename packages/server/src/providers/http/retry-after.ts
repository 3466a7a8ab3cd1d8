import type { IncomingHttpHeaders } from "node:http";

/** The longest wait that is believed. */
const longestMs = 24 * 60 * 60 * 1000;

/** Milliseconds that a provider asks to wait, by any of the ways in which they say it; undefined if it does not. */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number): number | undefined {
  const exact = Number(first(headers["retry-after-ms"]) || Number.NaN);
  const ms = Number.isFinite(exact) ? exact : fromText(first(headers["retry-after"]), now);
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), longestMs);
}

function first(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
}

function fromText(text: string, now: number): number | undefined {
  if (text === "") return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}
