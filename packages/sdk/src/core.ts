export { OpenRouterCore } from "./core/client.js";
export type { Logger } from "./core/debug.js";
export { type RequestOptions, type SDKOptions, ServerList } from "./core/options.js";
export type { BackoffStrategy, RetryConfig } from "./core/retry.js";
