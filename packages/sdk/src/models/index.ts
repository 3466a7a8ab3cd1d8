export type * from "./account.js";
export type * from "./cache-control.js";
export type * from "./catalogue.js";
export type * from "./chat-error.js";
export type * from "./chat-generation-params.js";
export type * from "./chat-response.js";
export type * from "./chat-streaming.js";
export type * from "./content.js";
export type * from "./logprobs.js";
export type * from "./messages.js";
export type * from "./plugins.js";
export type * from "./provider-preferences.js";
export type * from "./published/aliases.js";
export {
  ChatCompletionFinishReason,
  ChatMessageContentItemAudioFormat,
  ChatMessageContentItemImageDetail,
  ChatStreamingMessageChunkRole,
  Effort,
  ProviderName,
  Quantization,
  ReasoningSummaryVerbosity,
} from "./published/enums.js";
export type * from "./reasoning.js";
export type * from "./response-format.js";
export type * from "./router-metadata.js";
export type * from "./server-tools.js";
export type * from "./tools.js";
export type * from "./usage.js";
export type * from "./web-search.js";
