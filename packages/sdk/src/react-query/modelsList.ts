"use client";

import { modelsList } from "../funcs/modelsList.js";
import type { ModelsListResponse } from "../models/index.js";
import type { GetModelsRequest } from "../models/operations/index.js";
import { defineQuery, type Query } from "./query.js";

/** What the query answers. */
export type ModelsListQueryData = ModelsListResponse;

type Operation = Query<[request?: GetModelsRequest], ModelsListQueryData>;

const query: Operation = /* @__PURE__ */ defineQuery({
  name: ["Models", "list"],
  keyOf: (request = {}) => [request],
  call: modelsList,
});

/** Lists the models that can be asked. The client comes from the `OpenRouterProvider`. */
export const useModelsList: Operation["use"] = query.use;
/** As {@link useModelsList}, for a component under `<Suspense>`. */
export const useModelsListSuspense: Operation["useSuspense"] = query.useSuspense;
/** Puts the answer into a query client before a component asks for it. */
export const prefetchModelsList: Operation["prefetch"] = query.prefetch;
/** Puts an answer into a query client by hand. */
export const setModelsListData: Operation["setData"] = query.setData;
/** Marks the answers to this request, or to requests that begin so, as old. */
export const invalidateModelsList: Operation["invalidate"] = query.invalidate;
/** Marks all answers as old. */
export const invalidateAllModelsList: Operation["invalidateAll"] = query.invalidateAll;
/** The key and function that the query is made of, for use with TanStack Query directly. */
export const buildModelsListQuery: Operation["build"] = query.build;
/** The query's key. */
export const queryKeyModelsList: Operation["key"] = query.key;
