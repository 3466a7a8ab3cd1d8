import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { apiKeysGetCurrentKeyMetadata } from "../funcs/apiKeysGetCurrentKeyMetadata.js";
import type { GetCurrentKeyResponse } from "../models/operations/index.js";

/** `openRouter.apiKeys`. */
export class APIKeys {
  readonly #client: OpenRouterCore;

  constructor(client: OpenRouterCore) {
    this.#client = client;
  }

  /** Tells what the client's key may spend and has spent. Rejects with the error of {@link apiKeysGetCurrentKeyMetadata}'s result. */
  getCurrentKeyMetadata(options?: RequestOptions): Promise<GetCurrentKeyResponse> {
    return unwrapAsync(apiKeysGetCurrentKeyMetadata(this.#client, options));
  }
}
