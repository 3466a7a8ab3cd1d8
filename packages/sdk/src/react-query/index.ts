"use client";

export * from "./apiKeysGetCurrentKeyMetadata.js";
export * from "./chatSend.js";
export { OpenRouterProvider, useOpenRouterContext } from "./context.js";
export * from "./creditsGetCredits.js";
export * from "./endpointsList.js";
export * from "./generationsGetGeneration.js";
export * from "./modelsCount.js";
export * from "./modelsList.js";
export * from "./providersList.js";
export type { Query } from "./query.js";
export type { MutationHookOptions, QueryHookOptions, SuspenseQueryHookOptions } from "./types.js";
export { type UseChatOptions, type UseChatResult, useChat, useChatSession } from "./useChat.js";
