import { SDKError, UnexpectedClientError } from "../errors/index.js";
import { exchange } from "../http/exchange.js";
import type { Limit } from "../http/limit.js";
import { type APICall, APIPromise } from "./api-promise.js";
import type { OpenRouterCore } from "./client.js";
import { logMessage } from "./debug.js";
import type { RequestOptions } from "./options.js";
import { buildRequest, type WireRequest } from "./request.js";
import type { Result } from "./result.js";
import { RETRY_CODES, retry } from "./retry.js";

/** What distinguishes one operation of the API from another. */
export interface Operation<T> {
  path: string;
  accept: string;
  /** Makes the request's body; may throw an error of the SDK. */
  body(): string;
  /** Makes the value of a response; throws an error of the SDK when there is none in it. Releases `limit`, sooner or later. */
  read(response: Response, limit: Limit | undefined): Promise<T>;
  /** Whether to retry a connection that broke when the request may have reached the server. */
  retryBroken: boolean;
}

/** Performs an operation by the options of the client and of the call. Never rejects. */
export function call<T, E extends SDKError>(
  client: OpenRouterCore,
  operation: Operation<T>,
  options: RequestOptions = {},
): APIPromise<Result<T, E>> {
  return new APIPromise(perform(client, operation, options));
}

async function perform<T, E>(
  client: OpenRouterCore,
  operation: Operation<T>,
  options: RequestOptions,
): Promise<[Result<T, E>, APICall]> {
  let request: WireRequest | undefined;
  let response: Response | undefined;
  let result: Result<T, E>;
  try {
    const { retryConfig, timeoutMs, httpClient } = client._options;
    const { path, accept, body } = operation;
    const logger = client._logger;
    request = await buildRequest(client, path, accept, body(), options);
    const { url, init } = request;
    const signals = [options.signal, options.fetchOptions?.signal].filter((signal) => !!signal);
    const shown = url.replace(/\?.*/, "?(redacted)");
    const limitMs = options.timeoutMs ?? timeoutMs ?? 0;

    const attempt = () => {
      response = undefined;
      if (logger) logMessage(logger, `POST ${shown}`, init.headers, init.body);
      return exchange(url, init, httpClient, signals, limitMs, (answer, limit) => {
        response = answer;
        if (logger) logMessage(logger, `HTTP ${answer.status} from ${shown}`, answer.headers);
        return operation.read(answer, limit);
      });
    };
    const value = await retry(
      attempt,
      options.retries ?? retryConfig ?? { strategy: "backoff" },
      options.retryCodes ?? RETRY_CODES,
      signals,
      operation.retryBroken,
    );
    result = { ok: true, value };
  } catch (thrown) {
    // What is no error of the SDK is a mistake of the caller's that no check foresaw, or of the SDK.
    const error =
      thrown instanceof SDKError ? thrown : new UnexpectedClientError(`${thrown}`, { cause: thrown });
    if (response?.status === 401 && !request?.init.headers.has("authorization")) {
      error.message += ". No key was sent: pass apiKey or set OPENROUTER_API_KEY";
    }
    result = { ok: false, error: error as E };
  }
  return [result, inspection(request, response)];
}

function inspection(sent: WireRequest | undefined, response: Response | undefined): APICall {
  if (!sent) return { status: "invalid" };
  const status = response ? "complete" : "request-error";
  return {
    status,
    response,
    get request() {
      return new Request(sent.url, sent.init);
    },
  } as APICall;
}
