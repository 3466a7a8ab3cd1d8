"use client";

import {
  type InvalidateQueryFilters,
  type QueryClient,
  type QueryFunctionContext,
  type QueryKey,
  type UseQueryResult,
  type UseSuspenseQueryResult,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from "@tanstack/react-query";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { type Result, unwrapAsync } from "../core/result.js";
import { useOpenRouterContext } from "./context.js";
import { mergeRequestOptions } from "./request-options.js";
import type { QueryHookOptions, SuspenseQueryHookOptions } from "./types.js";

type Filters = Omit<InvalidateQueryFilters, "queryKey" | "predicate" | "exact">;

/** A query of TanStack Query and what goes with it. `Request` is the request, if the operation takes one. */
export interface Query<Request extends unknown[], Data> {
  use(...args: [...Request, options?: QueryHookOptions<Data>]): UseQueryResult<Data, Error>;
  useSuspense(
    ...args: [...Request, options?: SuspenseQueryHookOptions<Data>]
  ): UseSuspenseQueryResult<Data, Error>;
  prefetch(queryClient: QueryClient, client: OpenRouterCore, ...request: Request): Promise<void>;
  /** `keyBase`: what follows the operation's name in the key. */
  setData(queryClient: QueryClient, keyBase: readonly unknown[], data: Data): Data | undefined;
  /** `keyBase`: the beginning of what follows the operation's name in the key. */
  invalidate(queryClient: QueryClient, keyBase: readonly unknown[], filters?: Filters): Promise<void>;
  invalidateAll(queryClient: QueryClient, filters?: Filters): Promise<void>;
  build(
    client: OpenRouterCore,
    ...args: [...Request, options?: RequestOptions]
  ): { queryKey: QueryKey; queryFn: (context: QueryFunctionContext) => Promise<Data> };
  key(...keyBase: unknown[]): QueryKey;
}

/** An operation that only reads. */
export interface Operation<Request extends unknown[], Data> {
  /** Resource and method. */
  name: readonly [resource: string, method: string];
  /** What of the request goes into the key; without it the operation takes no request. */
  keyOf?: ((...request: Request) => unknown[]) | undefined;
  /** The standalone function. */
  call(client: OpenRouterCore, request: Request[0], options?: RequestOptions): Promise<Result<Data, Error>>;
}

/** Makes the query of an operation. */
export function defineQuery<Request extends [] | [unknown?], Data>({
  name,
  keyOf,
  call,
}: Operation<Request, Data>): Query<Request, Data> {
  const all = ["@openrouter/sdk", ...name];

  /** The arguments of a hook: the request, if there is one, and options. */
  function split<Options>(args: unknown[]): { request: Request; options: Options | undefined } {
    const request = (keyOf ? [args[0]] : []) as Request;
    return { request, options: args[request.length] as Options | undefined };
  }

  const build = (client: OpenRouterCore, request: Request, options: RequestOptions | undefined) => ({
    queryKey: [...all, ...(keyOf?.(...request) ?? [])],
    queryFn: ({ signal }: QueryFunctionContext) =>
      unwrapAsync(call(client, request[0], mergeRequestOptions(options, { signal }))),
  });

  function useBuilt(args: unknown[]) {
    const client = useOpenRouterContext();
    const { request, options } = split<RequestOptions>(args);
    const built = build(client, request, options);
    const queryClient = useQueryClient();
    // The SDK retries, so the query doesn't, unless the app says so.
    const retry =
      queryClient.getQueryDefaults(built.queryKey).retry ??
      queryClient.getDefaultOptions().queries?.retry ??
      false;
    return { retry, ...options, ...built };
  }

  return {
    build(client, ...args) {
      const { request, options } = split<RequestOptions>(args);
      return build(client, request, options);
    },
    use: (...args) => useQuery<Data, Error>(useBuilt(args)),
    useSuspense: (...args) => useSuspenseQuery<Data, Error>(useBuilt(args)),
    prefetch: (queryClient, client, ...request) =>
      queryClient.prefetchQuery(build(client, request, undefined)),
    setData: (queryClient, keyBase, data) => queryClient.setQueryData<Data>([...all, ...keyBase], data),
    invalidate: (queryClient, keyBase, filters) =>
      queryClient.invalidateQueries({ ...filters, queryKey: [...all, ...keyBase] }),
    invalidateAll: (queryClient, filters) => queryClient.invalidateQueries({ ...filters, queryKey: all }),
    key: (...keyBase) => [...all, ...keyBase],
  };
}
