export { type UseChatOptions, type UseChatResult, useChat, useChatSession } from "./use-chat.js";
