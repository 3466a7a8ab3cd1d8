"use client";

import { providersList } from "../funcs/providersList.js";
import type { ListProvidersResponse } from "../models/operations/index.js";
import { defineQuery, type Query } from "./query.js";

/** What the query answers. */
export type ProvidersListQueryData = ListProvidersResponse;

type Operation = Query<[], ProvidersListQueryData>;

const query: Operation = /* @__PURE__ */ defineQuery({
  name: ["Providers", "list"],
  call: (client, _, options) => providersList(client, options),
});

/** Lists the providers of models. The client comes from the `OpenRouterProvider`. */
export const useProvidersList: Operation["use"] = query.use;
/** As {@link useProvidersList}, for a component under `<Suspense>`. */
export const useProvidersListSuspense: Operation["useSuspense"] = query.useSuspense;
/** Puts the answer into a query client before a component asks for it. */
export const prefetchProvidersList: Operation["prefetch"] = query.prefetch;
/** Puts an answer into a query client by hand. */
export const setProvidersListData: Operation["setData"] = query.setData;
/** Marks the answers to this request, or to requests that begin so, as old. */
export const invalidateProvidersList: Operation["invalidate"] = query.invalidate;
/** Marks all answers as old. */
export const invalidateAllProvidersList: Operation["invalidateAll"] = query.invalidateAll;
/** The key and function that the query is made of, for use with TanStack Query directly. */
export const buildProvidersListQuery: Operation["build"] = query.build;
/** The query's key. */
export const queryKeyProvidersList: Operation["key"] = query.key;
