import { clientError } from "./failure.js";
import type { HTTPClient } from "./http-client.js";
import { createLimit, type Limit } from "./limit.js";

/** The arguments of `fetch`. */
export type FetchArguments = [
  url: string,
  init: RequestInit & { headers: Record<string, string>; body: string },
];

/**
 * One attempt: sends the request and lets `read` make the value of the response, within the caller's signals and
 * the time limit. `read` releases the limit when it is done with it; a value that outlives the attempt (a stream)
 * may do so later. Whatever fails is thrown as an error of the SDK.
 */
export async function exchange<T>(
  [url, init]: FetchArguments,
  httpClient: HTTPClient | undefined,
  signals: readonly AbortSignal[],
  timeoutMs: number,
  read: (response: Response, limit: Limit | undefined) => Promise<T>,
): Promise<T> {
  const limit = signals.length || timeoutMs > 0 ? createLimit(signals, timeoutMs) : undefined;
  const signal = limit?.signal ?? null;
  try {
    signal?.throwIfAborted();
    const bounded = { ...init, signal };
    return await read(
      await (httpClient ? httpClient.request(new Request(url, bounded)) : fetch(url, bounded)),
      limit,
    );
  } catch (error) {
    limit?.release();
    throw signal?.aborted ? signal.reason : clientError(error, url, init);
  }
}
