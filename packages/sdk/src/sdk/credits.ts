import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { creditsGetCredits } from "../funcs/creditsGetCredits.js";
import type { GetCreditsResponse } from "../models/operations/index.js";

/** `openRouter.credits`. */
export class Credits {
  readonly #client: OpenRouterCore;

  constructor(client: OpenRouterCore) {
    this.#client = client;
  }

  /** Tells what the account has bought and spent. Rejects with the error of {@link creditsGetCredits}'s result. */
  getCredits(options?: RequestOptions): Promise<GetCreditsResponse> {
    return unwrapAsync(creditsGetCredits(this.#client, options));
  }
}
