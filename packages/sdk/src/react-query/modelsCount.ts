"use client";

import { modelsCount } from "../funcs/modelsCount.js";
import type { ModelsCountResponse } from "../models/index.js";
import { defineQuery, type Query } from "./query.js";

/** What the query answers. */
export type ModelsCountQueryData = ModelsCountResponse;

type Operation = Query<[], ModelsCountQueryData>;

const query: Operation = /* @__PURE__ */ defineQuery({
  name: ["Models", "count"],
  call: (client, _, options) => modelsCount(client, options),
});

/** Tells how many models there are. The client comes from the `OpenRouterProvider`. */
export const useModelsCount: Operation["use"] = query.use;
/** As {@link useModelsCount}, for a component under `<Suspense>`. */
export const useModelsCountSuspense: Operation["useSuspense"] = query.useSuspense;
/** Puts the answer into a query client before a component asks for it. */
export const prefetchModelsCount: Operation["prefetch"] = query.prefetch;
/** Puts an answer into a query client by hand. */
export const setModelsCountData: Operation["setData"] = query.setData;
/** Marks the answers to this request, or to requests that begin so, as old. */
export const invalidateModelsCount: Operation["invalidate"] = query.invalidate;
/** Marks all answers as old. */
export const invalidateAllModelsCount: Operation["invalidateAll"] = query.invalidateAll;
/** The key and function that the query is made of, for use with TanStack Query directly. */
export const buildModelsCountQuery: Operation["build"] = query.build;
/** The query's key. */
export const queryKeyModelsCount: Operation["key"] = query.key;
