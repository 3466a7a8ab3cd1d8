import type { OpenEnum } from "../types/enums.js";

/** Prices in US dollars, as text or numbers, as the API gives them: per token, request, image, … */
export type PublicPricing = {
  /** For a token of the prompt. */
  prompt?: string | number | undefined;
  /** For a token of the answer. */
  completion?: string | number | undefined;
  /** For a request. */
  request?: string | number | undefined;
  /** For an image of the prompt. */
  image?: string | number | undefined;
  /** For an image of the answer. Wire: `image_output`. */
  imageOutput?: string | number | undefined;
  /** For sound of the prompt. */
  audio?: string | number | undefined;
  /** For cached sound. Wire: `input_audio_cache`. */
  inputAudioCache?: string | number | undefined;
  /** For a web search. Wire: `web_search`. */
  webSearch?: string | number | undefined;
  /** For a token of thinking. Wire: `internal_reasoning`. */
  internalReasoning?: string | number | undefined;
  /** For a token read from the cache. Wire: `input_cache_read`. */
  inputCacheRead?: string | number | undefined;
  /** For a token written to the cache. Wire: `input_cache_write`. */
  inputCacheWrite?: string | number | undefined;
  /** Share that is taken off, 0 to 1. */
  discount?: number | undefined;
};

/** What a model takes and gives. */
export type ModelArchitecture = {
  /** Family of its tokenizer. */
  tokenizer?:
    | OpenEnum<"Router" | "GPT" | "Claude" | "Gemini" | "Grok" | "Qwen" | "Llama3" | "Other">
    | null
    | undefined;
  /** Form of its instructions. Wire: `instruct_type`. */
  instructType?: string | null | undefined;
  /** Both in one, e.g. `"text+image->text"`. */
  modality: string | null;
  /** What it takes. Wire: `input_modalities`. */
  inputModalities: Array<OpenEnum<"text" | "image" | "file" | "audio" | "video">>;
  /** What it gives. Wire: `output_modalities`. */
  outputModalities: Array<OpenEnum<"text" | "image" | "embeddings" | "audio">>;
};

/** What the first provider of a model offers. */
export type TopProviderInfo = {
  /** Longest conversation in tokens. Wire: `context_length`. */
  contextLength?: number | null | undefined;
  /** Longest answer in tokens. Wire: `max_completion_tokens`. */
  maxCompletionTokens?: number | null | undefined;
  /** Whether it refuses some contents by itself. Wire: `is_moderated`. */
  isModerated: boolean;
};

/** Limits of a request. */
export type PerRequestLimits = {
  /** Tokens of the prompt. Wire: `prompt_tokens`. */
  promptTokens: number;
  /** Tokens of the answer. Wire: `completion_tokens`. */
  completionTokens: number;
};

/** Sampling when a request says nothing. */
export type DefaultParameters = {
  /** See the request's field. */
  temperature?: number | null | undefined;
  /** See the request's field. Wire: `top_p`. */
  topP?: number | null | undefined;
  /** See the request's field. Wire: `frequency_penalty`. */
  frequencyPenalty?: number | null | undefined;
};

/** A model that can be asked. Fields the SDK doesn't know come in camelCase too. */
export type Model = {
  /** What a request names it by. */
  id: string;
  /** Its permanent name. Wire: `canonical_slug`. */
  canonicalSlug: string;
  /** Its name at Hugging Face. Wire: `hugging_face_id`. */
  huggingFaceId?: string | null | undefined;
  /** Its name, for people. */
  name: string;
  /** When it was added, in seconds since 1970. */
  created: number;
  /** What it is. */
  description?: string | undefined;
  /** What it costs. */
  pricing: PublicPricing;
  /** Longest conversation in tokens. Wire: `context_length`. */
  contextLength: number | null;
  /** What it takes and gives. */
  architecture: ModelArchitecture;
  /** What its first provider offers. Wire: `top_provider`. */
  topProvider: TopProviderInfo;
  /** Limits of a request. Wire: `per_request_limits`. */
  perRequestLimits: PerRequestLimits | null;
  /** Fields of a request that it honours, as on the wire. Wire: `supported_parameters`. */
  supportedParameters: Array<string>;
  /** Sampling when a request says nothing. Wire: `default_parameters`. */
  defaultParameters: DefaultParameters | null;
};

/** The models there are. */
export type ModelsListResponse = {
  /** The models. */
  data: Array<Model>;
};

/** How many models there are. */
export type ModelsCountResponse = {
  /** The answer. */
  data: {
    /** Number of models. */
    count: number;
  };
};

/** A model at one provider. */
export type PublicEndpoint = {
  /** Name, for people. */
  name: string;
  /** The model's name. Wire: `model_name`. */
  modelName: string;
  /** Longest conversation in tokens. Wire: `context_length`. */
  contextLength: number;
  /** What it costs. */
  pricing: PublicPricing;
  /** The provider. Wire: `provider_name`. */
  providerName: string;
  /** What a request's `provider` names it by. */
  tag: string;
  /** How exact its weights are, e.g. `"fp8"`. */
  quantization: string | null;
  /** Longest answer in tokens. Wire: `max_completion_tokens`. */
  maxCompletionTokens: number | null;
  /** Longest prompt in tokens. Wire: `max_prompt_tokens`. */
  maxPromptTokens: number | null;
  /** Fields of a request that it honours. Wire: `supported_parameters`. */
  supportedParameters: Array<string>;
  /** 0: well; below: not. */
  status?: number | undefined;
  /** Percentage of the last 30 minutes in which it answered. Wire: `uptime_last_30m`. */
  uptimeLast30m: number | null;
  /** Whether it caches without being told. Wire: `supports_implicit_caching`. */
  supportsImplicitCaching: boolean;
};

/** A model and who offers it. */
export type ListEndpointsResponse = {
  /** What a request names the model by. */
  id: string;
  /** Its name, for people. */
  name: string;
  /** When it was added, in seconds since 1970. */
  created: number;
  /** What it is. */
  description: string;
  /** What it takes and gives. */
  architecture: ModelArchitecture;
  /** Who offers it. */
  endpoints: Array<PublicEndpoint>;
};
