import type { SDKOptions } from "./options.js";

/**
 * The least a standalone function needs: the options. Create one and share it; it holds no connection.
 */
export class OpenRouterCore {
  /** @internal */
  readonly _options: SDKOptions;

  constructor(options: SDKOptions = {}) {
    this._options = options;
  }
}
