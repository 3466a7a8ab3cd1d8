import type { Logger } from "./debug.js";
import { env } from "./env.js";
import { type SDKOptions, ServerList } from "./options.js";

/**
 * The least a standalone function needs: options and where to send requests. Create one and share it; it holds
 * no connection.
 */
export class OpenRouterCore {
  /** @internal */
  readonly _options: SDKOptions;
  /** @internal */
  readonly _baseURL: string | URL;
  /** @internal */
  readonly _logger: Logger | undefined;

  constructor(options: SDKOptions = {}) {
    this._options = options;
    this._baseURL =
      options.serverURL ||
      (!options.server && env("OPENROUTER_BASE_URL")) ||
      ServerList[options.server ?? "production"];
    this._logger = options.debugLogger ?? (env("OPENROUTER_DEBUG") ? console : undefined);
  }
}
