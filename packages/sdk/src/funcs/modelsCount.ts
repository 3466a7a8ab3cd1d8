import type { APIPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type { ModelsCountResponse } from "../models/index.js";
import { type GetError, get } from "./get.js";

/** Tells how many models there are. Never rejects: answers `{ ok, value }` or `{ ok, error }`. */
export function modelsCount(
  client: OpenRouterCore,
  options?: RequestOptions,
): APIPromise<Result<ModelsCountResponse, GetError>> {
  return get(client, { path: "/models/count" }, options);
}
