import { SDKError, UnexpectedClientError } from "../errors/index.js";
import { clientError } from "../http/failure.js";
import { createLimit, type Limit } from "../http/limit.js";
import type { APICall } from "./api-promise.js";
import type { OpenRouterCore } from "./client.js";
import { logMessage } from "./debug.js";
import type { RequestOptions } from "./options.js";
import { buildRequest, type FetchArguments } from "./request.js";
import type { Result } from "./result.js";
import { retry } from "./retry.js";

/**
 * Performs an operation by the options of the client and of the call. Never rejects.
 *
 * @param accept media type of the wanted answer
 * @param body makes the request's body; may throw an error of the SDK
 * @param retryBroken whether to retry a connection that broke when the request may have reached the server
 * @param read makes the value of a response; throws an error of the SDK when there is none in it. Releases `limit`
 *   when it is done with it; a value that outlives the attempt (a stream) may do so later.
 */
export async function perform<T, E extends SDKError>(
  client: OpenRouterCore,
  options: RequestOptions,
  path: string,
  accept: string,
  body: () => string,
  retryBroken: boolean,
  read: (response: Response, limit: Limit | undefined) => Promise<T>,
): Promise<[Result<T, E>, APICall]> {
  let request: FetchArguments | undefined;
  let response: Response | undefined;
  let result: Result<T, E>;
  try {
    const { _options } = client;
    const { debugLogger, httpClient } = _options;
    request = await buildRequest(_options, options, path, accept, body());
    const [url, init] = request;
    const signals = [options.signal, options.fetchOptions?.signal].filter((signal) => !!signal);

    const attempt = async () => {
      response = undefined;
      logMessage(debugLogger, `POST ${url}`, init.headers, init.body);
      const limit = createLimit(signals, options.timeoutMs ?? _options.timeoutMs ?? 0);
      const signal = limit?.signal ?? null;
      try {
        signal?.throwIfAborted();
        const bounded = { ...init, signal };
        response = await (httpClient ? httpClient.request(new Request(url, bounded)) : fetch(url, bounded));
        logMessage(debugLogger, `HTTP ${response.status} from ${url}`, response.headers);
        return await read(response, limit);
      } catch (error) {
        limit?.release();
        throw signal?.aborted ? signal.reason : clientError(error, url, init);
      }
    };

    const value = await retry(
      attempt,
      options.retries ?? _options.retryConfig,
      options.retryCodes,
      signals,
      retryBroken,
    );
    result = { ok: true, value };
  } catch (thrown) {
    // What is no error of the SDK is a mistake of the caller's that no check foresaw, or of the SDK.
    const error =
      thrown instanceof SDKError ? thrown : new UnexpectedClientError(`${thrown}`, { cause: thrown });
    if (response?.status === 401 && !request?.[1].headers.authorization) {
      error.message += ". Set apiKey or OPENROUTER_API_KEY";
    }
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
