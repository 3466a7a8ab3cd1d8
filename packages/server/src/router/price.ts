import { addDecimals, compareDecimals, timesDecimal } from "../generation/decimal.js";
import type { Usage } from "../generation/event.js";
import type { Most } from "../generation/gate.js";
import type { Task } from "../generation/task.js";
import type { Endpoint, Pricing } from "./endpoint.js";
import { mostPromptTokens } from "./prompt-size.js";

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

/** What an answer costs. A provider that tells its own charge knows better than a price list. */
export function chargeFor(usage: Usage, { pricing }: Endpoint): string {
  return usage.upstreamCost ?? costOf(usage, pricing);
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

/** Tokens of an answer that nothing bounds. */
const boundless = 32_768;

/** The most that an answer can cost. `contextLength`: the model's; 0: not known. */
export function mostOf(task: Task, { pricing = {}, ...endpoint }: Endpoint, contextLength: number): Most {
  const { max_tokens: asked, n = 1 } = task.parameters;
  const { prompt = "0", completion = "0", request = "0", image = "0" } = pricing;
  const { tokens: promptTokens, media } = mostPromptTokens(task);
  const dearest = [pricing.input_cache_write ?? "0", pricing.input_cache_read ?? "0"].reduce(larger, prompt);
  const perPrompt = timesDecimal(dearest, promptTokens);
  return {
    promptTokens,
    completionTokens: n * (asked ?? endpoint.maxCompletionTokens ?? (contextLength || boundless)),
    promptCost: [perPrompt, request, timesDecimal(image, media)].reduce(addDecimals),
    tokenCost: larger(completion, pricing.internal_reasoning ?? "0"),
  };
}

function larger(a: string, b: string): string {
  return compareDecimals(a, b) < 0 ? b : a;
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
