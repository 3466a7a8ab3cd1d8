export type { APICall, APIPromise } from "./core/api-promise.js";
export type { Logger } from "./core/debug.js";
export { type RequestOptions, type SDKOptions, ServerList } from "./core/options.js";
export type { Result } from "./core/result.js";
export type { BackoffStrategy, RetryConfig } from "./core/retry.js";
export type { ChatSendError } from "./funcs/chatSend.js";
export {
  type BeforeRequestHook,
  type Fetcher,
  HTTPClient,
  type HTTPClientOptions,
  type RequestErrorHook,
  type ResponseHook,
} from "./http/http-client.js";
export { Chat } from "./sdk/chat.js";
export { OpenRouter } from "./sdk/open-router.js";
export {
  type ChatAccumulator,
  collectChat,
  createChatAccumulator,
  EventStream,
  textDeltas,
} from "./stream/index.js";
