export type { APICall, APIPromise } from "./core/api-promise.js";
export { OpenRouterCore } from "./core/client.js";
export type { Logger } from "./core/debug.js";
export { type RequestOptions, type SDKOptions, ServerList } from "./core/options.js";
export { type Result, unwrapAsync } from "./core/result.js";
export type { BackoffStrategy, RetryConfig } from "./core/retry.js";
export type { ChatSendError } from "./funcs/chatSend.js";
export type { GetError } from "./funcs/get.js";
export {
  type BeforeRequestHook,
  type Fetcher,
  HTTPClient,
  type HTTPClientOptions,
  type RequestErrorHook,
  type ResponseHook,
} from "./http/http-client.js";
export { APIKeys } from "./sdk/api-keys.js";
export { Chat } from "./sdk/chat.js";
export { Credits } from "./sdk/credits.js";
export { Endpoints } from "./sdk/endpoints.js";
export { Generations } from "./sdk/generations.js";
export { Models } from "./sdk/models.js";
export { OpenRouter } from "./sdk/open-router.js";
export { Providers } from "./sdk/providers.js";
export {
  type ChatAccumulator,
  collectChat,
  createChatAccumulator,
  EventStream,
  textDeltas,
} from "./stream/index.js";
