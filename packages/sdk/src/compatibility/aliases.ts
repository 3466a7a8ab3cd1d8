import type {
  AssistantMessage,
  ChatContentVideoInput,
  ChatErrorDetail,
  ChatFormatGrammarConfig,
  ChatFormatJsonObjectConfig,
  ChatFormatJsonSchemaConfig,
  ChatFormatPythonConfig,
  ChatFormatTextConfig,
  ChatGenerationParams,
  ChatJsonSchemaConfig,
  ChatMessageContentItemAudioInput,
  ChatMessageContentItemImageUrl,
  ChatMessageTokenTopLogprob,
  LegacyChatContentVideo,
  MessageDeveloper,
  ResponseFormat,
  SystemMessage,
  ToolDefinitionFunction,
  ToolResponseMessage,
  UserMessage,
} from "../models/index.js";

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
