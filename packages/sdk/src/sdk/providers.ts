import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { providersList } from "../funcs/providersList.js";
import type { ListProvidersResponse } from "../models/operations/index.js";

/** `openRouter.providers`. */
export class Providers {
  readonly #client: OpenRouterCore;

  constructor(client: OpenRouterCore) {
    this.#client = client;
  }

  /** Lists the providers of models. Rejects with the error of {@link providersList}'s result. */
  list(options?: RequestOptions): Promise<ListProvidersResponse> {
    return unwrapAsync(providersList(this.#client, options));
  }
}
