import type { Provider } from "../generation/provider.js";

/** US dollars a token, as decimals such as `0.000001`; `request` is for each request. Absent: nothing. */
export interface Pricing {
  prompt?: string | undefined;
  completion?: string | undefined;
  request?: string | undefined;
  image?: string | undefined;
  audio?: string | undefined;
  input_cache_read?: string | undefined;
  input_cache_write?: string | undefined;
  internal_reasoning?: string | undefined;
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

/** Whether a name of a request's preferences means this endpoint: its exact slug, its base slug, or the provider's name. */
export function isNamed(name: string, { slug, provider, serviceTier }: Endpoint): boolean {
  const asked = name.toLowerCase();
  if (asked === slug.toLowerCase()) return true;
  // Who asks for a provider does not ask for another tier, with other prices.
  if (serviceTier) return false;
  const base = slug.split("/", 1)[0]!.toLowerCase();
  return asked === base || asked === provider.name.toLowerCase();
}
