import { addDecimals, compareDecimals, timesDecimal } from "../generation/decimal.js";
import type { Usage } from "../generation/event.js";
import type { Most } from "../generation/gate.js";
import type { Task } from "../generation/task.js";
import { type Endpoint, type PriceOverride, type Prices, type Pricing, priceNames } from "./endpoint.js";
import { mostPromptTokens } from "./prompt-size.js";

/** US dollars as decimals. */
export interface Cost {
  /** Of the prompt, with what each request costs. */
  prompt: string;
  completion: string;
  total: string;
}

export const noCost: Cost = { prompt: "0", completion: "0", total: "0" };

/** What an endpoint takes for a request that came at a certain time. */
export class Tariff {
  readonly #base: Prices;
  /** Those that hold at that time. */
  readonly #overrides: readonly PriceOverride[];
  readonly #promptTokens: () => number;

  /** `promptTokens`: about how many the prompt has; asked only where prices depend on it. */
  constructor({ overrides = [], ...base }: Pricing = {}, at: Date, promptTokens: () => number) {
    this.#base = base;
    this.#promptTokens = promptTokens;
    this.#overrides = overrides.filter((override) => holdsAt(override, at));
  }

  /** The prices for a prompt of so many tokens. */
  pricesFor(promptTokens: number): Prices {
    if (this.#overrides.length === 0) return this.#base;
    const prices = { ...this.#base };
    for (const { min_prompt_tokens: least = 0, ...others } of this.#overrides) {
      if (promptTokens < least) continue;
      for (const name of priceNames) prices[name] = others[name] ?? prices[name];
    }
    return prices;
  }

  /** The prices that will hold, as far as can be told beforehand. */
  get expected(): Prices {
    return this.#overrides.length === 0 ? this.#base : this.pricesFor(this.#promptTokens());
  }

  /** What endpoints are compared by: a token of the prompt and one of the answer, in US dollars. */
  get listPrice(): number {
    const { prompt = 0, completion = 0 } = this.expected;
    return Number(prompt) + Number(completion);
  }

  /** Whether tokens that the provider has in its cache cost less. */
  get cachesPay(): boolean {
    const { input_cache_read: read, prompt = "0" } = this.expected;
    return read !== undefined && compareDecimals(read, prompt) < 0;
  }

  /** What was used costs, exactly. */
  costOf(usage: Usage, images: number): Cost {
    const price = filled(this.pricesFor(usage.promptTokens));
    const { cachedTokens: read, cacheWriteTokens: written = 0, reasoningTokens: thought } = usage;
    const writtenFor1h = Math.min(written, usage.cacheWrite1hTokens ?? 0);
    const fresh = Math.max(0, usage.promptTokens - read - written);
    const heard = Math.min(fresh, usage.audioTokens ?? 0);
    const prompt = sum([
      [price.request, 1],
      [price.image, images],
      [price.prompt, fresh - heard],
      [price.audio, heard],
      [price.input_cache_read, read],
      [price.input_cache_write, written - writtenFor1h],
      [price.input_cache_write_1h, writtenFor1h],
    ]);
    const completion = sum([
      [price.completion, Math.max(0, usage.completionTokens - thought)],
      [price.internal_reasoning, thought],
    ]);
    return { prompt, completion, total: addDecimals(prompt, completion) };
  }

  /** The most that an answer can cost. `contextLength`: the model's; 0: not known. */
  mostOf(task: Task, { maxCompletionTokens }: Endpoint, contextLength: number): Most {
    const { max_tokens: asked, n = 1 } = task.parameters;
    const { tokens: promptTokens, media } = mostPromptTokens(task);
    const price = this.#dearest(promptTokens);
    const { prompt, audio, input_cache_read, input_cache_write, input_cache_write_1h } = price;
    const token = [prompt, audio, input_cache_read, input_cache_write, input_cache_write_1h].reduce(larger);
    return {
      promptTokens,
      completionTokens:
        (task.prompts?.length ?? 1) * n * (asked ?? maxCompletionTokens ?? (contextLength || boundless)),
      promptCost: sum([
        [price.request, 1],
        [price.image, media],
        [token, promptTokens],
      ]),
      tokenCost: larger(price.completion, price.internal_reasoning),
    };
  }

  /** Each price at its highest, for prompts of no more tokens: where more tokens cost less, fewer cost more. */
  #dearest(promptTokens: number): FilledPrices {
    const sizes = [0, ...this.#overrides.map(({ min_prompt_tokens: least = 0 }) => least)];
    const all = sizes.filter((size) => size <= promptTokens).map((size) => filled(this.pricesFor(size)));
    const highest = (name: keyof FilledPrices) => all.map((prices) => prices[name]).reduce(larger);
    return Object.fromEntries(priceNames.map((name) => [name, highest(name)])) as FilledPrices;
  }
}

export function isFree({ pricing: { overrides = [], ...base } = {} }: Endpoint): boolean {
  return [base, ...overrides].every((prices) => priceNames.every((name) => Number(prices[name] ?? 0) === 0));
}

/** Each field of `max_price` is US dollars for a million tokens (or for one request, image or sound). */
export function isDearer(prices: Prices, most: Readonly<Record<string, string>>): boolean {
  return Object.entries(most).some(([name, limit]) => {
    const price = prices[name as keyof Prices];
    if (price === undefined) return false;
    const perUnit = name === "prompt" || name === "completion" ? timesDecimal(price, 1_000_000) : price;
    return compareDecimals(perUnit, limit) > 0;
  });
}

/** Tokens of an answer that nothing bounds. */
const boundless = 32_768;

type FilledPrices = Record<keyof Prices, string>;

function filled({ prompt = "0", completion = "0", ...given }: Prices): FilledPrices {
  const { input_cache_write: write = prompt } = given;
  return {
    prompt,
    completion,
    request: given.request ?? "0",
    image: given.image ?? "0",
    audio: given.audio ?? prompt,
    input_cache_read: given.input_cache_read ?? prompt,
    input_cache_write: write,
    input_cache_write_1h: given.input_cache_write_1h ?? write,
    internal_reasoning: given.internal_reasoning ?? completion,
  };
}

function sum(lines: readonly [price: string, count: number][]): string {
  return lines
    .filter(([price, count]) => count > 0 && price !== "0")
    .map(([price, count]) => timesDecimal(price, count))
    .reduce(addDecimals, "0");
}

function larger(a: string, b: string): string {
  return compareDecimals(a, b) < 0 ? b : a;
}

/** Times as `HH:MM` sort as texts. A window that ends before it starts goes over midnight. */
function holdsAt({ utc_start: start, utc_end: end }: PriceOverride, at: Date): boolean {
  if (start === undefined || end === undefined) return true;
  const now = at.toISOString().slice(11, 16);
  return start <= end ? start <= now && now < end : start <= now || now < end;
}
