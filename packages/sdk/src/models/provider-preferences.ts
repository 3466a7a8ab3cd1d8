import type { OpenEnum } from "../types/enums.js";

/** A provider, by its name or its slug, e.g. `"Together"` or `"deepinfra/turbo"`. */
export type ProviderName = OpenEnum<
  | "Modal"
  | "AkashML"
  | "AI21"
  | "AionLabs"
  | "Alibaba"
  | "Ambient"
  | "Baidu"
  | "Amazon Bedrock"
  | "Amazon Nova"
  | "Anthropic"
  | "Arcee AI"
  | "AtlasCloud"
  | "Avian"
  | "Azure"
  | "BaseTen"
  | "BytePlus"
  | "Black Forest Labs"
  | "Cerebras"
  | "Chutes"
  | "Cirrascale"
  | "Claude Platform on AWS"
  | "Clarifai"
  | "Cloudflare"
  | "Cohere"
  | "CoreWeave"
  | "Crucible"
  | "Crusoe"
  | "Darkbloom"
  | "Databricks"
  | "Decart"
  | "Deepgram"
  | "DeepInfra"
  | "DeepSeek"
  | "DekaLLM"
  | "DigitalOcean"
  | "Featherless"
  | "Fireworks"
  | "Fish Audio"
  | "Friendli"
  | "GMICloud"
  | "Google"
  | "Google AI Studio"
  | "Groq"
  | "HeyGen"
  | "Inception"
  | "Inceptron"
  | "InferenceNet"
  | "Ionstream"
  | "Infermatic"
  | "Io Net"
  | "Inferact vLLM"
  | "Inflection"
  | "Liquid"
  | "Makora"
  | "Mara"
  | "Mancer 2"
  | "Meta"
  | "Minimax"
  | "ModelRun"
  | "Mistral"
  | "Modular"
  | "Moonshot AI"
  | "Morph"
  | "VoyageAI by MongoDB"
  | "NCompass"
  | "Nebius"
  | "Nex AGI"
  | "NextBit"
  | "Novita"
  | "Nvidia"
  | "OpenAI"
  | "OpenInference"
  | "Parasail"
  | "Poolside"
  | "Perceptron"
  | "Perplexity"
  | "Phala"
  | "Recraft"
  | "Reka"
  | "Relace"
  | "Sail Research"
  | "Sakana AI"
  | "SambaNova"
  | "Seed"
  | "SiliconFlow"
  | "Sourceful"
  | "StepFun"
  | "Stealth"
  | "StreamLake"
  | "Switchpoint"
  | "Tencent"
  | "Tenstorrent"
  | "Thinking Machines"
  | "Together"
  | "Upstage"
  | "Venice"
  | "Wafer"
  | "WandB"
  | "Quiver"
  | "Krea"
  | "Runway"
  | "Xiaomi"
  | "xAI"
  | "Z.AI"
>;

/** Number format of a model's weights. */
export type Quantization = OpenEnum<
  "int4" | "int8" | "fp4" | "mxfp4" | "nvfp4" | "fp6" | "fp8" | "mxfp8" | "fp16" | "bf16" | "fp32" | "unknown"
>;

/** What providers are sorted by. */
export type ProviderSort = OpenEnum<"price" | "throughput" | "latency" | "exacto">;

/** What providers are sorted by, and within which group. */
export type ProviderSortConfig = {
  /** What to sort by. */
  by?: ProviderSort | null | undefined;
  /** `"model"`: providers of the first model come first; `"none"`: all models in one list. */
  partition?: OpenEnum<"model" | "none"> | null | undefined;
};

/** A limit for each percentile of recent requests. */
export type PercentileCutoffs = {
  /** Limit at the median. */
  p50?: number | null | undefined;
  /** Limit at the 75th percentile. */
  p75?: number | null | undefined;
  /** Limit at the 90th percentile. */
  p90?: number | null | undefined;
  /** Limit at the 99th percentile. */
  p99?: number | null | undefined;
};

/** Highest prices in US dollars: for a million tokens, for one image, or for one request. */
export type ProviderMaxPrice = {
  /** For a million prompt tokens. */
  prompt?: string | number | undefined;
  /** For a million completion tokens. */
  completion?: string | number | undefined;
  /** For one request. */
  request?: string | number | undefined;
  /** For one image. */
  image?: string | number | undefined;
  /** For a million sound tokens. */
  audio?: string | number | undefined;
};

/** Which providers may answer, and in which order they are tried. */
export type ProviderPreferences = {
  /** `false`: fail rather than try another provider. Default `true`. Wire: `allow_fallbacks`. */
  allowFallbacks?: boolean | null | undefined;
  /** `"deny"`: only providers that don't keep data for training. Default `"allow"`. Wire: `data_collection`. */
  dataCollection?: OpenEnum<"deny" | "allow"> | null | undefined;
  /** `true`: only models whose output may be used to train others. Wire: `enforce_distillable_text`. */
  enforceDistillableText?: boolean | null | undefined;
  /** These providers are not asked. */
  ignore?: Array<ProviderName> | null | undefined;
  /** Highest prices. Wire: `max_price`. */
  maxPrice?: ProviderMaxPrice | undefined;
  /** Only these providers are asked. */
  only?: Array<ProviderName> | null | undefined;
  /** Providers in the order to be tried. */
  order?: Array<ProviderName> | null | undefined;
  /** Latency in seconds above which a provider comes later. Wire: `preferred_max_latency`. */
  preferredMaxLatency?: number | PercentileCutoffs | null | undefined;
  /** Tokens per second below which a provider comes later. Wire: `preferred_min_throughput`. */
  preferredMinThroughput?: number | PercentileCutoffs | null | undefined;
  /** Only weights in these number formats. */
  quantizations?: Array<Quantization> | null | undefined;
  /** `true`: only providers that honour every parameter of the request. Default `false`. Wire: `require_parameters`. */
  requireParameters?: boolean | null | undefined;
  /** What to sort by; switches load balancing off. */
  sort?: ProviderSort | ProviderSortConfig | null | undefined;
  /** `true`: only providers that keep no data at all. */
  zdr?: boolean | null | undefined;
};
