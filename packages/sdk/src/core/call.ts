import { SDKError, UnexpectedClientError } from "../errors/index.js";
import { clientError } from "../http/failure.js";
import { createLimit, type Limit, signalForFetch } from "../http/limit.js";
import { createStaleTest, noteAnswer } from "../http/stale-connection.js";
import { wordsOf } from "../http/thrown.js";
import type { APICall } from "./api-promise.js";
import type { OpenRouterCore } from "./client.js";
import { logMessage } from "./debug.js";
import { env } from "./env.js";
import type { RequestOptions } from "./options.js";
import { buildRequest, type FetchArguments } from "./request.js";
import type { Result } from "./result.js";
import { retry } from "./retry.js";

/** A call of the API: what is sent, and how its answer is read. */
export interface Operation<T> {
  method: "GET" | "POST" | "DELETE";
  /** Path below the base URL. */
  path: string;
  /** Media type of the wanted answer. */
  accept: string;
  /** Makes the body; may throw an error of the SDK. */
  body?: (() => string) | undefined;
  /** Whether to retry a connection that broke when the request may have reached the server. */
  retryBroken: boolean;
  /**
   * Makes the value of a response; throws an error of the SDK when there is none in it. Releases `limit` when it is
   * done with it; a value that outlives the attempt (a stream) may do so later.
   */
  read(response: Response, limit: Limit | undefined): Promise<T>;
}

/** Performs an operation by the options of the client and of the call. Never rejects. */
export async function perform<T, E extends SDKError>(
  client: OpenRouterCore,
  operation: Operation<T>,
  options: RequestOptions,
): Promise<[Result<T, E>, APICall]> {
  let request: FetchArguments | undefined;
  let response: Response | undefined;
  let result: Result<T, E>;
  try {
    const { _options } = client;
    const { httpClient, debugLogger = env("OPENROUTER_DEBUG") ? console : undefined } = _options;
    request = await buildRequest(_options, options, operation);
    const [url, init] = request;
    const signals = [options.signal, options.fetchOptions?.signal].filter((signal) => !!signal);

    const attempt = async () => {
      response = undefined;
      logMessage(debugLogger, `${operation.method} ${url}`, init.headers, init.body);
      const limit = createLimit(signals, options.timeoutMs ?? _options.timeoutMs ?? 0);
      const isStale = createStaleTest(url);
      try {
        if (limit?.error) throw limit.error;
        const bounded = { ...init, signal: limit ? signalForFetch(limit.signal) : null };
        const answer = httpClient ? httpClient.request(new Request(url, bounded)) : fetch(url, bounded);
        response = await (limit ? limit.within(answer, dismiss) : answer);
        noteAnswer(url);
        logMessage(debugLogger, `HTTP ${response.status} from ${url}`, response.headers);
        options.onResponse?.(response);
        return await operation.read(response, limit);
      } catch (thrown) {
        limit?.release();
        if (limit?.error) throw limit.error;
        // All that a `fetch` of the host throws comes from the network; a fetcher and hooks may have mistakes.
        const network: boolean | undefined = httpClient ? httpClient.isNetworkError?.(thrown) : !response;
        throw clientError(thrown, { url, init, network, stale: !response && isStale(thrown) });
      }
    };

    const value = await retry(attempt, {
      config: options.retries ?? _options.retryConfig,
      codes: options.retryCodes,
      signals,
      retryBroken: operation.retryBroken,
    });
    result = { ok: true, value };
  } catch (thrown) {
    // What is no error of the SDK is a mistake of the caller's that no check foresaw, or of the SDK.
    const error =
      thrown instanceof SDKError ? thrown : new UnexpectedClientError(wordsOf(thrown), { cause: thrown });
    result = { ok: false, error: error as E };
  }
  return [
    result,
    {
      status: response ? "complete" : request ? "request-error" : "invalid",
      response,
      get request() {
        return request && new Request(...request);
      },
    } as APICall,
  ];
}

/** Lets go of a response that came after nobody waited for it. */
function dismiss(response: Response): void {
  response.body?.cancel().catch(() => {});
}
