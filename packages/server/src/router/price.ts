import { addDecimals, compareDecimals, timesDecimal } from "../generation/decimal.js";
import type { Usage } from "../generation/event.js";
import type { Endpoint, Pricing } from "./endpoint.js";

/** What endpoints are compared by: a token of the prompt and one of the answer, in US dollars. */
export function listPrice({ pricing = {} }: Endpoint): number {
  return Number(pricing.prompt ?? 0) + Number(pricing.completion ?? 0);
}

export function isFree({ pricing = {} }: Endpoint): boolean {
  return Object.values(pricing).every((price) => price === undefined || Number(price) === 0);
}

/** Whether tokens that the provider has in its cache cost less. */
export function cachesPay({ pricing }: Endpoint): boolean {
  if (pricing?.input_cache_read === undefined) return false;
  return compareDecimals(pricing.input_cache_read, pricing.prompt ?? "0") < 0;
}

/** The price of an answer, in US dollars, exactly. */
export function costOf(usage: Usage, pricing: Pricing | undefined): string {
  if (!pricing) return "0";
  const { prompt = "0", completion = "0", internal_reasoning: reasoning = completion } = pricing;
  const { input_cache_read: read = prompt, input_cache_write: write = prompt, request = "0" } = pricing;
  const written = usage.cacheWriteTokens ?? 0;
  const fresh = Math.max(0, usage.promptTokens - usage.cachedTokens - written);
  const said = Math.max(0, usage.completionTokens - usage.reasoningTokens);
  return [
    timesDecimal(prompt, fresh),
    timesDecimal(read, usage.cachedTokens),
    timesDecimal(write, written),
    timesDecimal(completion, said),
    timesDecimal(reasoning, usage.reasoningTokens),
    request,
  ].reduce(addDecimals);
}

/** Each field of `max_price` is US dollars for a million tokens (or for one request, image or sound). */
export function isDearer(pricing: Pricing | undefined, most: Readonly<Record<string, string>>): boolean {
  return Object.entries(most).some(([name, limit]) => {
    const price = pricing?.[name as keyof Pricing];
    if (price === undefined) return false;
    const perUnit = name === "prompt" || name === "completion" ? timesDecimal(price, 1_000_000) : price;
    return compareDecimals(perUnit, limit) > 0;
  });
}
