import type { APIPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type { ListEndpointsRequest, ListEndpointsResponse } from "../models/operations/index.js";
import { type GetError, get } from "./get.js";

/** Lists the providers of a model, with their prices, limits and health. Never rejects: answers `{ ok, value }` or `{ ok, error }`. */
export function endpointsList(
  client: OpenRouterCore,
  request: ListEndpointsRequest,
  options?: RequestOptions,
): APIPromise<Result<ListEndpointsResponse, GetError>> {
  return get(
    client,
    { path: `/models/${encodeURIComponent(request.author)}/${encodeURIComponent(request.slug)}/endpoints` },
    options,
  );
}
