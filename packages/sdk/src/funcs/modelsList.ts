import type { APIPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type { ModelsListResponse } from "../models/index.js";
import type { GetModelsRequest } from "../models/operations/index.js";
import { type GetError, get } from "./get.js";

/** Lists the models that can be asked. Never rejects: answers `{ ok, value }` or `{ ok, error }`. */
export function modelsList(
  client: OpenRouterCore,
  request: GetModelsRequest = {},
  options?: RequestOptions,
): APIPromise<Result<ModelsListResponse, GetError>> {
  return get(
    client,
    {
      path: "/models",
      query: { category: request.category, supported_parameters: request.supportedParameters },
    },
    options,
  );
}
