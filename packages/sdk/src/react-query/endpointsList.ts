"use client";

import { endpointsList } from "../funcs/endpointsList.js";
import type { ListEndpointsRequest, ListEndpointsResponse } from "../models/operations/index.js";
import { defineQuery, type Query } from "./query.js";

/** What the query answers. */
export type EndpointsListQueryData = ListEndpointsResponse;

type Operation = Query<[request: ListEndpointsRequest], EndpointsListQueryData>;

const query: Operation = /* @__PURE__ */ defineQuery({
  name: ["Endpoints", "list"],
  keyOf: ({ author, slug }) => [author, slug],
  call: endpointsList,
});

/** Lists the providers of a model, with their prices, limits and health. The client comes from the `OpenRouterProvider`. */
export const useEndpointsList: Operation["use"] = query.use;
/** As {@link useEndpointsList}, for a component under `<Suspense>`. */
export const useEndpointsListSuspense: Operation["useSuspense"] = query.useSuspense;
/** Puts the answer into a query client before a component asks for it. */
export const prefetchEndpointsList: Operation["prefetch"] = query.prefetch;
/** Puts an answer into a query client by hand. */
export const setEndpointsListData: Operation["setData"] = query.setData;
/** Marks the answers to this request, or to requests that begin so, as old. */
export const invalidateEndpointsList: Operation["invalidate"] = query.invalidate;
/** Marks all answers as old. */
export const invalidateAllEndpointsList: Operation["invalidateAll"] = query.invalidateAll;
/** The key and function that the query is made of, for use with TanStack Query directly. */
export const buildEndpointsListQuery: Operation["build"] = query.build;
/** The query's key. */
export const queryKeyEndpointsList: Operation["key"] = query.key;
