import type { UseMutationOptions, UseQueryOptions, UseSuspenseQueryOptions } from "@tanstack/react-query";
import type { RequestOptions } from "../core/options.js";

/**
 * Options of a mutation hook: TanStack Query's (`onSuccess`, `onError`, `gcTime`, …) and the SDK's for each
 * request (`retries`, `timeoutMs`, `fetchOptions`, `headers`, `signal`, …) side by side.
 *
 * The SDK retries failed requests, so TanStack Query doesn't, unless `retry` is set here or in the app's defaults.
 */
export type MutationHookOptions<Data = unknown, Err = Error, Variables = unknown> = Omit<
  UseMutationOptions<Data, Err, Variables>,
  "mutationKey" | "mutationFn" | keyof RequestOptions
> &
  RequestOptions;

/** Options of a query hook: TanStack Query's and the SDK's for each request, side by side. `retry` as for mutations. */
export type QueryHookOptions<Data = unknown> = Omit<
  UseQueryOptions<Data, Error>,
  "queryKey" | "queryFn" | "select" | keyof RequestOptions
> &
  RequestOptions;

/** Options of a query hook under `<Suspense>`. */
export type SuspenseQueryHookOptions<Data = unknown> = Omit<
  UseSuspenseQueryOptions<Data, Error>,
  "queryKey" | "queryFn" | "select" | keyof RequestOptions
> &
  RequestOptions;
