import type { Usage } from "../../generation/event.js";

type Fields = Record<string, unknown>;

const known = new Set([
  "prompt_tokens",
  "completion_tokens",
  "total_tokens",
  "cost",
  "is_byok",
  "cost_details",
  "prompt_cache_hit_tokens",
  "prompt_cache_miss_tokens",
]);

/** Takes a server's account of usage over into `usage`, in whichever of the usual words it is given. */
export function readUsage(given: Fields, usage: Usage): void {
  const prompt = fieldsIn(given.prompt_tokens_details);
  const completion = fieldsIn(given.completion_tokens_details);
  usage.promptTokens = count(given.prompt_tokens) ?? usage.promptTokens;
  usage.completionTokens = count(given.completion_tokens) ?? usage.completionTokens;
  usage.cachedTokens =
    count(prompt.cached_tokens) ?? count(given.prompt_cache_hit_tokens) ?? usage.cachedTokens;
  usage.reasoningTokens = count(completion.reasoning_tokens) ?? usage.reasoningTokens;
  usage.cacheWriteTokens = count(prompt.cache_write_tokens) ?? usage.cacheWriteTokens;
  usage.audioTokens = count(prompt.audio_tokens) ?? usage.audioTokens;
  const { cost, cost_details: details } = given;
  usage.upstreamCost = dollars(cost) ?? usage.upstreamCost;
  usage.promptCost = dollars(fieldsIn(details).upstream_inference_prompt_cost) ?? usage.promptCost;
  usage.completionCost =
    dollars(fieldsIn(details).upstream_inference_completions_cost) ?? usage.completionCost;
  if (count(given.completion_tokens) !== undefined) usage.estimated = undefined;
  const extra = Object.entries(given).filter(([name]) => !known.has(name));
  if (extra.length > 0) usage.extra = { ...usage.extra, ...Object.fromEntries(extra) };
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? Math.floor(value) : undefined;
}

function fieldsIn(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** A number of JSON as a decimal, without an exponent. */
function dollars(value: unknown): string | undefined {
  if (typeof value !== "number" || value < 0) return undefined;
  const text = String(value);
  if (!text.includes("e")) return text;
  return value.toFixed(20).replace(/0+$/, "").replace(/\.$/, "");
}
