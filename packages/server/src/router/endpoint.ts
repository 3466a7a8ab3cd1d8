import type { Provider } from "../generation/provider.js";

export const priceNames = [
  "prompt",
  "completion",
  "request",
  "image",
  "audio",
  "input_cache_read",
  "input_cache_write",
  "input_cache_write_1h",
  "internal_reasoning",
] as const;

/**
 * US dollars a token, as decimals such as `0.000001`; `request` is for each request, `image` for each picture of the
 * prompt. Absent: nothing for `request` and `image`; a token of sound or of the cache costs what one of the prompt does,
 * one of reasoning what one of the answer does.
 */
export type Prices = { [name in (typeof priceNames)[number]]?: string | undefined };

/** Other prices for some requests: those that meet all its conditions. Prices that are absent stay as they are. */
export interface PriceOverride extends Prices {
  /** The prompt has so many tokens or more. */
  min_prompt_tokens?: number | undefined;
  /** The request came from this time of the day on (`HH:MM`, UTC) and before `utc_end`, which may be tomorrow's. */
  utc_start?: string | undefined;
  utc_end?: string | undefined;
}

export interface Pricing extends Prices {
  /** Of several for the same price the last one holds. */
  overrides?: readonly PriceOverride[] | undefined;
}

export interface DataPolicy {
  /** Whether the provider may train on what it is sent. */
  training: boolean;
  /** What it keeps of it. */
  retention: "none" | "temporary" | "unknown";
}

/** One provider's offer of a model. */
export interface Endpoint {
  provider: Provider;
  /** The model's name at the provider. */
  model: string;
  /** Such as `alpha`, or `alpha/turbo` where a provider has several. */
  slug: string;
  pricing?: Pricing | undefined;
  quantization?: string | undefined;
  /** Tokens; default: the model's. */
  contextLength?: number | undefined;
  /** Most tokens of an answer. */
  maxCompletionTokens?: number | undefined;
  /** OpenRouter's names. Absent: not known, so everything is tried. */
  supportedParameters?: readonly string[] | undefined;
  /** Absent: not known, which is no promise. */
  dataPolicy?: DataPolicy | undefined;
  /** Only for requests of this service tier. */
  serviceTier?: "flex" | "priority" | undefined;
}

/** Tells endpoints of all models apart, also after the configuration was read again. */
export function endpointKey(modelId: string, { slug, model }: Endpoint): string {
  return `${modelId} ${slug} ${model}`;
}

/** Whether one of the names means this endpoint. */
export function isAnyOf(names: readonly string[], endpoint: Endpoint): boolean {
  return names.some((name) => isNamed(name, endpoint));
}

/** Whether a name of a request's preferences means this endpoint: its exact slug, its base slug, or the provider's name. */
export function isNamed(name: string, { slug, provider, serviceTier }: Endpoint): boolean {
  const asked = name.toLowerCase();
  if (asked === slug.toLowerCase()) return true;
  // Who asks for a provider does not ask for another tier, with other prices.
  if (serviceTier) return false;
  const base = slug.split("/", 1)[0]!.toLowerCase();
  return asked === base || asked === provider.name.toLowerCase();
}
