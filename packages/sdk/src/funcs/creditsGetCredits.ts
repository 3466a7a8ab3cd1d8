import type { APIPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type { GetCreditsResponse } from "../models/operations/index.js";
import { type GetError, get } from "./get.js";

/** Tells what the account has bought and spent. Never rejects: answers `{ ok, value }` or `{ ok, error }`. */
export function creditsGetCredits(
  client: OpenRouterCore,
  options?: RequestOptions,
): APIPromise<Result<GetCreditsResponse, GetError>> {
  return get(client, { path: "/credits" }, options);
}
