export { toRequestMessages } from "./request-messages.js";
export { createChatSession } from "./session.js";
export type {
  ChatInput,
  ChatMessage,
  ChatPart,
  ChatSession,
  ChatSessionConfig,
  ChatSessionOptions,
  ChatSessionRequest,
  ChatSnapshot,
  ChatStatus,
  ChatTimings,
  ChatTotalUsage,
  ChatTurnOptions,
  ImagePart,
  ReasoningPart,
  TextPart,
  ToolCallPart,
} from "./types.js";
