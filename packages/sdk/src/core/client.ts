import type { SDKOptions } from "./options.js";

/**
 * The least a standalone function needs: the options. Create one and share it; it holds no connection.
 */
export class OpenRouterCore {
  /** @internal */
  declare readonly _options: SDKOptions;

  constructor(options: SDKOptions = {}) {
    // A getter that is not enumerable: the key is in no log and no JSON of the client.
    Object.defineProperty(this, "_options", { get: () => options });
  }
}
