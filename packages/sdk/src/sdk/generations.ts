import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { generationsGetGeneration } from "../funcs/generationsGetGeneration.js";
import type { GetGenerationRequest, GetGenerationResponse } from "../models/operations/index.js";

/** `openRouter.generations`. */
export class Generations {
  readonly #client: OpenRouterCore;

  constructor(client: OpenRouterCore) {
    this.#client = client;
  }

  /** Tells what became of a request: tokens, cost, provider, times. The API knows it a moment after the answer. Rejects with the error of {@link generationsGetGeneration}'s result. */
  getGeneration(request: GetGenerationRequest, options?: RequestOptions): Promise<GetGenerationResponse> {
    return unwrapAsync(generationsGetGeneration(this.#client, request, options));
  }
}
