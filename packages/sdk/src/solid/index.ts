export { type UseChatResult, useChat, useChatSession } from "./use-chat.js";
