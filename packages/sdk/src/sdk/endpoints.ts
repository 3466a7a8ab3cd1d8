import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { endpointsList } from "../funcs/endpointsList.js";
import type { ListEndpointsRequest, ListEndpointsResponse } from "../models/operations/index.js";

/** `openRouter.endpoints`. */
export class Endpoints {
  readonly #client: OpenRouterCore;

  constructor(client: OpenRouterCore) {
    this.#client = client;
  }

  /** Lists the providers of a model, with their prices, limits and health. Rejects with the error of {@link endpointsList}'s result. */
  list(request: ListEndpointsRequest, options?: RequestOptions): Promise<ListEndpointsResponse> {
    return unwrapAsync(endpointsList(this.#client, request, options));
  }
}
