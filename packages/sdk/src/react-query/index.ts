"use client";

export * from "./chatSend.js";
export { OpenRouterProvider, useOpenRouterContext } from "./context.js";
export type { MutationHookOptions } from "./types.js";
export { type UseChatOptions, type UseChatResult, useChat, useChatSession } from "./useChat.js";
