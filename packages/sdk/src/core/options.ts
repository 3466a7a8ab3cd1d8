import type { HTTPClient } from "../http/http-client.js";
import type { Logger } from "./debug.js";
import type { RetryConfig } from "./retry.js";

/** The servers that `server` can name. */
export const ServerList = { production: "https://openrouter.ai/api/v1" } as const;

/** Options of a client. */
export interface SDKOptions {
  /** API key, or a function that gives it for each call. Default: `OPENROUTER_API_KEY`; without either none is sent. */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Base URL of the API. Default: that of `server`, else `OPENROUTER_BASE_URL`, else `ServerList.production`. */
  serverURL?: string | URL | undefined;
  /** One of the known servers. */
  server?: keyof typeof ServerList | undefined;
  /** Transport with its own `fetch` and hooks. Default: the global `fetch`. */
  httpClient?: HTTPClient | undefined;
  /** `User-Agent` of each request. Default: the runtime's. */
  userAgent?: string | undefined;
  /** When and how to send a failed request again. Default: see {@link RetryConfig}. */
  retryConfig?: RetryConfig | undefined;
  /**
   * Milliseconds that an attempt may take: to the end of the answer or, streamed, to the first event and then
   * from event to event (keep-alive comments don't count). Default: no limit.
   */
  timeoutMs?: number | undefined;
  /**
   * Told about each request and response, without secrets, for example `console`. Default: `console` where the
   * environment has `OPENROUTER_DEBUG`.
   */
  debugLogger?: Logger | undefined;
  /** URL of your app, sent as `HTTP-Referer`: it attributes requests to the app. */
  httpReferer?: string | undefined;
  /** Name of your app, sent as `X-OpenRouter-Title` and `X-Title`. */
  appTitle?: string | undefined;
}

/** Options of one call; all of `RequestInit` but `method` and `body` is passed on to `fetch`. */
export interface RequestOptions extends Omit<RequestInit, "method" | "body"> {
  /** Headers to add to, or to put in place of, those of the SDK; an empty value leaves one out. */
  headers?: HeadersInit;
  /** Ends the call, also while it waits to try again. Combines with `timeoutMs`. */
  signal?: AbortSignal | null;
  /** In place of the client's `retryConfig`. */
  retries?: RetryConfig | undefined;
  /** Statuses to retry, such as `"429"` or `"5XX"`. Default: 408, 429, 500, 502, 503, 504, 524, 529. */
  retryCodes?: string[] | undefined;
  /** In place of the client's `timeoutMs`. */
  timeoutMs?: number | undefined;
  /** In place of the client's base URL. */
  serverURL?: string | URL | undefined;
  /** The same `RequestInit` options once more, nested; what stands beside it wins. */
  fetchOptions?: Omit<RequestInit, "method" | "body"> | undefined;
  /**
   * Characters that one event of a stream may have; a longer one ends it with `EventTooLargeError`. Default: 67 108 864.
   */
  maxEventSize?: number | undefined;
  /** Fields to add to the request's JSON as they are, for what this SDK's types don't know. */
  extraBody?: Record<string, unknown> | undefined;
  /** Given the response of each attempt, before its body is read. Read the body of a `clone()` only. */
  onResponse?: ((response: Response) => void) | undefined;
  /** Given the text of each comment that keeps a stream alive, such as `OPENROUTER PROCESSING`. */
  onKeepAlive?: ((comment: string) => void) | undefined;
}
