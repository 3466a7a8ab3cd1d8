"use client";

import { generationsGetGeneration } from "../funcs/generationsGetGeneration.js";
import type { GetGenerationRequest, GetGenerationResponse } from "../models/operations/index.js";
import { defineQuery, type Query } from "./query.js";

/** What the query answers. */
export type GenerationsGetGenerationQueryData = GetGenerationResponse;

type Operation = Query<[request: GetGenerationRequest], GenerationsGetGenerationQueryData>;

const query: Operation = /* @__PURE__ */ defineQuery({
  name: ["Generations", "getGeneration"],
  keyOf: (request) => [request],
  call: generationsGetGeneration,
});

/** Tells what became of a request: tokens, cost, provider, times. The API knows it a moment after the answer. The client comes from the `OpenRouterProvider`. */
export const useGenerationsGetGeneration: Operation["use"] = query.use;
/** As {@link useGenerationsGetGeneration}, for a component under `<Suspense>`. */
export const useGenerationsGetGenerationSuspense: Operation["useSuspense"] = query.useSuspense;
/** Puts the answer into a query client before a component asks for it. */
export const prefetchGenerationsGetGeneration: Operation["prefetch"] = query.prefetch;
/** Puts an answer into a query client by hand. */
export const setGenerationsGetGenerationData: Operation["setData"] = query.setData;
/** Marks the answers to this request, or to requests that begin so, as old. */
export const invalidateGenerationsGetGeneration: Operation["invalidate"] = query.invalidate;
/** Marks all answers as old. */
export const invalidateAllGenerationsGetGeneration: Operation["invalidateAll"] = query.invalidateAll;
/** The key and function that the query is made of, for use with TanStack Query directly. */
export const buildGenerationsGetGenerationQuery: Operation["build"] = query.build;
/** The query's key. */
export const queryKeyGenerationsGetGeneration: Operation["key"] = query.key;
