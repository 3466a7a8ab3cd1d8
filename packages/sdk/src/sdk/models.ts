import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { modelsCount } from "../funcs/modelsCount.js";
import { modelsList } from "../funcs/modelsList.js";
import type { ModelsCountResponse, ModelsListResponse } from "../models/index.js";
import type { GetModelsRequest } from "../models/operations/index.js";

/** `openRouter.models`. */
export class Models {
  readonly #client: OpenRouterCore;

  constructor(client: OpenRouterCore) {
    this.#client = client;
  }

  /** Lists the models that can be asked. Rejects with the error of {@link modelsList}'s result. */
  list(request?: GetModelsRequest, options?: RequestOptions): Promise<ModelsListResponse> {
    return unwrapAsync(modelsList(this.#client, request, options));
  }

  /** Tells how many models there are. Rejects with the error of {@link modelsCount}'s result. */
  count(options?: RequestOptions): Promise<ModelsCountResponse> {
    return unwrapAsync(modelsCount(this.#client, options));
  }
}
