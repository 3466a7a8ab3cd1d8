import type { ChatErrorDetail } from "../chat-error.js";
import type { ChatGenerationParams } from "../chat-generation-params.js";
import type {
  ChatContentVideoInput,
  ChatMessageContentItemAudioInput,
  ChatMessageContentItemImageUrl,
  LegacyChatContentVideo,
} from "../content.js";
import type { ChatMessageTokenTopLogprob } from "../logprobs.js";
import type {
  AssistantMessage,
  MessageDeveloper,
  SystemMessage,
  ToolResponseMessage,
  UserMessage,
} from "../messages.js";
import type {
  ChatFormatGrammarConfig,
  ChatFormatJsonObjectConfig,
  ChatFormatJsonSchemaConfig,
  ChatFormatPythonConfig,
  ChatFormatTextConfig,
  ChatJsonSchemaConfig,
  ResponseFormat,
} from "../response-format.js";
import type { ToolDefinitionFunction } from "../tools.js";

// Names that types have in version 0.1.11 of the published package and not here.

export type AssistantMessageContent = NonNullable<AssistantMessage["content"]>;
export type ChatErrorError = ChatErrorDetail;
export type ChatGenerationParamsResponseFormatJSONObject = ChatFormatJsonObjectConfig;
export type ChatGenerationParamsResponseFormatPython = ChatFormatPythonConfig;
export type ChatGenerationParamsResponseFormatText = ChatFormatTextConfig;
export type ChatGenerationParamsResponseFormatUnion = ResponseFormat;
export type ChatGenerationParamsStop = NonNullable<ChatGenerationParams["stop"]>;
export type ChatMessageContentItemAudioInputAudio = ChatMessageContentItemAudioInput;
export type ChatMessageContentItemVideo = LegacyChatContentVideo;
export type ChatStreamingResponseChunkError = ChatErrorDetail;
export type Code = string | number;
export type ImageUrl = ChatMessageContentItemImageUrl;
export type JSONSchemaConfig = ChatJsonSchemaConfig;
export type MessageContent = MessageDeveloper["content"];
export type ResponseFormatJSONSchema = ChatFormatJsonSchemaConfig;
export type ResponseFormatTextGrammar = ChatFormatGrammarConfig;
export type SystemMessageContent = SystemMessage["content"];
export type ToolDefinitionJsonFunction = ToolDefinitionFunction;
export type ToolResponseMessageContent = ToolResponseMessage["content"];
export type TopLogprob = ChatMessageTokenTopLogprob;
export type UserMessageContent = UserMessage["content"];
export type VideoUrl = ChatContentVideoInput;
