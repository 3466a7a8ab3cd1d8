import type { APIPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type { GetGenerationRequest, GetGenerationResponse } from "../models/operations/index.js";
import { type GetError, get } from "./get.js";

/** Tells what became of a request: tokens, cost, provider, times. The API knows it a moment after the answer. Never rejects: answers `{ ok, value }` or `{ ok, error }`. */
export function generationsGetGeneration(
  client: OpenRouterCore,
  request: GetGenerationRequest,
  options?: RequestOptions,
): APIPromise<Result<GetGenerationResponse, GetError>> {
  return get(client, { path: "/generation", query: { id: request.id } }, options);
}
