import type { APIPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import type { GetCurrentKeyResponse } from "../models/operations/index.js";
import { type GetError, get } from "./get.js";

/** Tells what the client's key may spend and has spent. Never rejects: answers `{ ok, value }` or `{ ok, error }`. */
export function apiKeysGetCurrentKeyMetadata(
  client: OpenRouterCore,
  options?: RequestOptions,
): APIPromise<Result<GetCurrentKeyResponse, GetError>> {
  return get(client, { path: "/key", read: withDate }, options);
}

/** The time at which the key ends as a `Date`. */
function withDate(answer: unknown): GetCurrentKeyResponse {
  const { data, ...rest } = answer as { data: GetCurrentKeyResponse["data"] };
  return { ...rest, data: { ...data, ...(data?.expiresAt && { expiresAt: new Date(data.expiresAt) }) } };
}
