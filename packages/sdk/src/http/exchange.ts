import { clientError } from "./failure.js";
import type { HTTPClient } from "./http-client.js";
import { Limit } from "./limit.js";

/**
 * One attempt: sends the request and lets `read` make the value of the response, within the caller's signals and
 * the time limit. `read` releases the limit when it is done with it; a value that outlives the attempt (a stream)
 * may do so later. Whatever fails is thrown as an error of the SDK.
 */
export async function exchange<T>(
  url: string,
  init: RequestInit,
  httpClient: HTTPClient | undefined,
  signals: readonly AbortSignal[],
  timeoutMs: number,
  read: (response: Response, limit: Limit | undefined) => Promise<T>,
): Promise<T> {
  const limit = signals.length || timeoutMs > 0 ? new Limit(signals, timeoutMs) : undefined;
  const signal = limit?.signal;
  try {
    const bounded = { ...init, signal: signal ?? null };
    const response = await (httpClient ? httpClient.request(new Request(url, bounded)) : fetch(url, bounded));
    return await read(response, limit);
  } catch (error) {
    limit?.release();
    throw signal?.aborted ? signal.reason : clientError(error, url, init);
  }
}
