import type { OpenEnum } from "../../types/enums.js";
import type { ChatCompletionFinishReason as ChatCompletionFinishReasonType } from "../chat-response.js";
import type {
  ProviderName as ProviderNameType,
  Quantization as QuantizationType,
} from "../provider-preferences.js";
import type {
  ReasoningEffort,
  ReasoningSummaryVerbosity as ReasoningSummaryVerbosityType,
} from "../reasoning.js";

/** Reasons for the end of an answer. As values, for programs written for the published package; strings do as well. */
export const ChatCompletionFinishReason = {
  ToolCalls: "tool_calls",
  Stop: "stop",
  Length: "length",
  ContentFilter: "content_filter",
  Error: "error",
} as const;
export type ChatCompletionFinishReason = ChatCompletionFinishReasonType;

/** How much a reasoning model may think. As values, for programs written for the published package; strings do as well. */
export const Effort = {
  Minimal: "minimal",
  Low: "low",
  Medium: "medium",
  High: "high",
} as const;
export type Effort = ReasoningEffort;

/** How detailed a summary of thinking shall be. As values, for programs written for the published package; strings do as well. */
export const ReasoningSummaryVerbosity = {
  Auto: "auto",
  Concise: "concise",
  Detailed: "detailed",
} as const;
export type ReasoningSummaryVerbosity = ReasoningSummaryVerbosityType;

/** Formats of sound. As values, for programs written for the published package; strings do as well. */
export const ChatMessageContentItemAudioFormat = {
  Wav: "wav",
  Mp3: "mp3",
  Flac: "flac",
  M4a: "m4a",
  Ogg: "ogg",
  Pcm16: "pcm16",
  Pcm24: "pcm24",
} as const;
export type ChatMessageContentItemAudioFormat = OpenEnum<typeof ChatMessageContentItemAudioFormat>;

/** How exactly a model shall look at an image. As values, for programs written for the published package; strings do as well. */
export const ChatMessageContentItemImageDetail = {
  Auto: "auto",
  Low: "low",
  High: "high",
} as const;
export type ChatMessageContentItemImageDetail = OpenEnum<typeof ChatMessageContentItemImageDetail>;

/** Authors of a streamed message. As values, for programs written for the published package; strings do as well. */
export const ChatStreamingMessageChunkRole = {
  Assistant: "assistant",
} as const;
export type ChatStreamingMessageChunkRole = OpenEnum<typeof ChatStreamingMessageChunkRole>;

/** How exact the weights of a model are. As values, for programs written for the published package; strings do as well. */
export const Quantization = {
  Int4: "int4",
  Int8: "int8",
  Fp4: "fp4",
  Fp6: "fp6",
  Fp8: "fp8",
  Fp16: "fp16",
  Bf16: "bf16",
  Fp32: "fp32",
  Unknown: "unknown",
} as const;
export type Quantization = QuantizationType;

/** Providers of models. As values, for programs written for the published package; strings do as well. */
export const ProviderName = {
  AnyScale: "AnyScale",
  CentML: "Cent-ML",
  HuggingFace: "HuggingFace",
  Hyperbolic2: "Hyperbolic 2",
  Lepton: "Lepton",
  Lynn2: "Lynn 2",
  Lynn: "Lynn",
  Mancer: "Mancer",
  Modal: "Modal",
  OctoAI: "OctoAI",
  Recursal: "Recursal",
  Reflection: "Reflection",
  Replicate: "Replicate",
  SambaNova2: "SambaNova 2",
  SFCompute: "SF Compute",
  Together2: "Together 2",
  OneDotAI: "01.AI",
  Ai21: "AI21",
  AionLabs: "AionLabs",
  Alibaba: "Alibaba",
  AmazonBedrock: "Amazon Bedrock",
  Anthropic: "Anthropic",
  AtlasCloud: "AtlasCloud",
  Atoma: "Atoma",
  Avian: "Avian",
  Azure: "Azure",
  BaseTen: "BaseTen",
  Cerebras: "Cerebras",
  Chutes: "Chutes",
  Cirrascale: "Cirrascale",
  Clarifai: "Clarifai",
  Cloudflare: "Cloudflare",
  Cohere: "Cohere",
  CrofAI: "CrofAI",
  Crusoe: "Crusoe",
  DeepInfra: "DeepInfra",
  DeepSeek: "DeepSeek",
  Enfer: "Enfer",
  Featherless: "Featherless",
  Fireworks: "Fireworks",
  Friendli: "Friendli",
  GMICloud: "GMICloud",
  Google: "Google",
  GoogleAIStudio: "Google AI Studio",
  Groq: "Groq",
  Hyperbolic: "Hyperbolic",
  Inception: "Inception",
  InferenceNet: "InferenceNet",
  Infermatic: "Infermatic",
  Inflection: "Inflection",
  InoCloud: "InoCloud",
  Kluster: "Kluster",
  Lambda: "Lambda",
  Liquid: "Liquid",
  Mancer2: "Mancer 2",
  Meta: "Meta",
  Minimax: "Minimax",
  ModelRun: "ModelRun",
  Mistral: "Mistral",
  Modular: "Modular",
  MoonshotAI: "Moonshot AI",
  Morph: "Morph",
  NCompass: "NCompass",
  Nebius: "Nebius",
  NextBit: "NextBit",
  Nineteen: "Nineteen",
  Novita: "Novita",
  Nvidia: "Nvidia",
  OpenAI: "OpenAI",
  OpenInference: "OpenInference",
  Parasail: "Parasail",
  Perplexity: "Perplexity",
  Phala: "Phala",
  Relace: "Relace",
  SambaNova: "SambaNova",
  SiliconFlow: "SiliconFlow",
  Stealth: "Stealth",
  Switchpoint: "Switchpoint",
  Targon: "Targon",
  Together: "Together",
  Ubicloud: "Ubicloud",
  Venice: "Venice",
  WandB: "WandB",
  XAI: "xAI",
  ZAi: "Z.AI",
  FakeProvider: "FakeProvider",
} as const;
export type ProviderName = ProviderNameType;
