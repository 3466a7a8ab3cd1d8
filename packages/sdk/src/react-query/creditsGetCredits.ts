"use client";

import { creditsGetCredits } from "../funcs/creditsGetCredits.js";
import type { GetCreditsResponse } from "../models/operations/index.js";
import { defineQuery, type Query } from "./query.js";

/** What the query answers. */
export type CreditsGetCreditsQueryData = GetCreditsResponse;

type Operation = Query<[], CreditsGetCreditsQueryData>;

const query: Operation = /* @__PURE__ */ defineQuery({
  name: ["Credits", "getCredits"],
  call: (client, _, options) => creditsGetCredits(client, options),
});

/** Tells what the account has bought and spent. The client comes from the `OpenRouterProvider`. */
export const useCreditsGetCredits: Operation["use"] = query.use;
/** As {@link useCreditsGetCredits}, for a component under `<Suspense>`. */
export const useCreditsGetCreditsSuspense: Operation["useSuspense"] = query.useSuspense;
/** Puts the answer into a query client before a component asks for it. */
export const prefetchCreditsGetCredits: Operation["prefetch"] = query.prefetch;
/** Puts an answer into a query client by hand. */
export const setCreditsGetCreditsData: Operation["setData"] = query.setData;
/** Marks the answers to this request, or to requests that begin so, as old. */
export const invalidateCreditsGetCredits: Operation["invalidate"] = query.invalidate;
/** Marks all answers as old. */
export const invalidateAllCreditsGetCredits: Operation["invalidateAll"] = query.invalidateAll;
/** The key and function that the query is made of, for use with TanStack Query directly. */
export const buildCreditsGetCreditsQuery: Operation["build"] = query.build;
/** The query's key. */
export const queryKeyCreditsGetCredits: Operation["key"] = query.key;
