import type { APIPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type { ListProvidersResponse } from "../models/operations/index.js";
import { type GetError, get } from "./get.js";

/** Lists the providers of models. Never rejects: answers `{ ok, value }` or `{ ok, error }`. */
export function providersList(
  client: OpenRouterCore,
  options?: RequestOptions,
): APIPromise<Result<ListProvidersResponse, GetError>> {
  return get(client, { path: "/providers" }, options);
}
