"use client";

import { apiKeysGetCurrentKeyMetadata } from "../funcs/apiKeysGetCurrentKeyMetadata.js";
import type { GetCurrentKeyResponse } from "../models/operations/index.js";
import { defineQuery, type Query } from "./query.js";

/** What the query answers. */
export type ApiKeysGetCurrentKeyMetadataQueryData = GetCurrentKeyResponse;

type Operation = Query<[], ApiKeysGetCurrentKeyMetadataQueryData>;

const query: Operation = /* @__PURE__ */ defineQuery({
  name: ["API Keys", "getCurrentKeyMetadata"],
  call: (client, _, options) => apiKeysGetCurrentKeyMetadata(client, options),
});

/** Tells what the client's key may spend and has spent. The client comes from the `OpenRouterProvider`. */
export const useApiKeysGetCurrentKeyMetadata: Operation["use"] = query.use;
/** As {@link useApiKeysGetCurrentKeyMetadata}, for a component under `<Suspense>`. */
export const useApiKeysGetCurrentKeyMetadataSuspense: Operation["useSuspense"] = query.useSuspense;
/** Puts the answer into a query client before a component asks for it. */
export const prefetchApiKeysGetCurrentKeyMetadata: Operation["prefetch"] = query.prefetch;
/** Puts an answer into a query client by hand. */
export const setApiKeysGetCurrentKeyMetadataData: Operation["setData"] = query.setData;
/** Marks the answers to this request, or to requests that begin so, as old. */
export const invalidateApiKeysGetCurrentKeyMetadata: Operation["invalidate"] = query.invalidate;
/** Marks all answers as old. */
export const invalidateAllApiKeysGetCurrentKeyMetadata: Operation["invalidateAll"] = query.invalidateAll;
/** The key and function that the query is made of, for use with TanStack Query directly. */
export const buildApiKeysGetCurrentKeyMetadataQuery: Operation["build"] = query.build;
/** The query's key. */
export const queryKeyApiKeysGetCurrentKeyMetadata: Operation["key"] = query.key;
