import { expect, it } from "vitest";
import { usedUpMs } from "../../src/providers/http/used-up.js";

const now = Date.parse("2026-11-25T12:00:00Z");

it.each([
  [{ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s" }, 360_000],
  [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1h2m3.5s" }, 3_723_500],
  [{ "x-ratelimit-remaining-tokens": "-3", "x-ratelimit-reset-tokens": "120ms" }, 120],
  [{ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2" }, 2_000],
  [
    {
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "1s",
      "x-ratelimit-remaining-tokens": "0",
      "x-ratelimit-reset-tokens": "7s",
    },
    7_000,
  ],
  [
    {
      "anthropic-ratelimit-input-tokens-remaining": "0",
      "anthropic-ratelimit-input-tokens-reset": "2026-11-25T12:00:30Z",
    },
    30_000,
  ],
  [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now + 5_000) }, 5_000],
  [{ "ratelimit-remaining": "0", "ratelimit-reset": String(now / 1_000 + 5) }, 5_000],
  [{ "ratelimit-remaining": "0", "ratelimit-reset": String(10 * 86_400) }, 86_400_000],
])("%o: nothing more for %s ms", (headers, ms) => {
  expect(usedUpMs(headers, now)).toBe(ms);
});

it.each([
  {},
  { "x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "6m0s" },
  { "x-ratelimit-remaining-requests": "", "x-ratelimit-reset-requests": "6m0s" },
  { "x-ratelimit-remaining-requests": "0" },
  { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "soon" },
  { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now - 1) },
])("%o: something is left, as far as it says", (headers) => {
  expect(usedUpMs(headers, now)).toBeUndefined();
});
