import { type APIPromise, apiPromise } from "../core/api-promise.js";
import { perform } from "../core/call.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { baseURL } from "../core/request.js";
import type { Result } from "../core/result.js";
import type {
  ConnectionError,
  InvalidRequestError,
  OpenRouterError,
  RequestAbortedError,
  RequestTimeoutError,
  UnexpectedClientError,
} from "../errors/index.js";
import { ResponseValidationError } from "../errors/index.js";
import { readText } from "../http/failure.js";
import { readAnswer } from "../wire/index.js";
import { isObject } from "../wire/object.js";

/** The errors that the functions which only read answer with; narrow with `instanceof`. */
export type GetError =
  | OpenRouterError
  | ConnectionError
  | RequestAbortedError
  | RequestTimeoutError
  | InvalidRequestError
  | UnexpectedClientError;

/** What a GET asks for. */
export interface GetRequest<Value> {
  /** Path below the base URL. */
  path: string;
  query?: Record<string, string | undefined> | undefined;
  /** Makes the value of the answer, whose keys are in camelCase. Default: as it is. */
  read?: ((answer: unknown) => Value) | undefined;
}

/**
 * Gets the JSON that the API has under a path, all its keys in camelCase. Never rejects. A GET changes nothing, so
 * broken connections are retried.
 */
export function get<Value>(
  client: OpenRouterCore,
  { path, query, read }: GetRequest<Value>,
  options: RequestOptions = {},
): APIPromise<Result<Value, GetError>> {
  return apiPromise(
    perform<Value, GetError>(
      client,
      {
        method: "GET",
        path,
        accept: "application/json",
        retryBroken: true,
        async read(response, limit) {
          const answer = readData(response, await readText(response, limit));
          return read ? read(answer) : (answer as Value);
        },
      },
      { ...options, serverURL: withQuery(baseURL(client._options, options), query) },
    ),
  );
}

/** The JSON of an answer. Throws the error that it tells. */
function readData(response: Response, body: string): unknown {
  let json: unknown;
  let cause: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    cause = error;
  }
  if (response.ok && isObject(json) && "data" in json) return camelCaseKeys(json);
  if (response.ok && !(isObject(json) && json.error)) {
    throw new ResponseValidationError(`Not the API's JSON: ${body.slice(0, 200)}`, { response, body, cause });
  }
  return readAnswer(response, body, "an event stream");
}

/** A copy whose keys are in camelCase at every depth. */
function camelCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCaseKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(
        /([a-z0-9])_([a-z0-9])/g,
        (_, before: string, after: string) => before + after.toUpperCase(),
      ),
      camelCaseKeys(inner),
    ]),
  );
}

/** The base URL with a query, which it keeps when the path is added. */
export function withQuery(base: string | URL, query: GetRequest<unknown>["query"] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${encodeURIComponent(value)}`,
  );
  const [start = ""] = `${base}`.split("#");
  return pairs.length ? `${start}${start.includes("?") ? "&" : "?"}${pairs.join("&")}` : start;
}
