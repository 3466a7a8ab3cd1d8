export type {
  ChatMessage,
  ChatPart,
  ChatSession,
  ChatSnapshot,
  ToolCallPart,
} from "@openrouter/sdk/chat-session";
