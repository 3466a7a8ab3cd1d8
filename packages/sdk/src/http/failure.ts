import {
  ConnectionError,
  InvalidRequestError,
  RequestTimeoutError,
  SDKError,
  UnexpectedClientError,
} from "../errors/index.js";
import { hostOf } from "./host.js";
import { abortError, type Limit } from "./limit.js";
import { chainOf, neverConnected, wordsOf } from "./thrown.js";

/** A request that failed. */
export interface FailedRequest {
  url: string;
  init: RequestInit;
  /** Whether what was thrown comes from the network, for all that is known. */
  network: boolean | undefined;
  /** Whether the connection may have been a stale one. */
  stale: boolean;
}

/** The SDK's error for what the sending of a request threw. */
export function clientError(thrown: unknown, { url, init, network, stale }: FailedRequest): SDKError {
  const words = wordsOf(thrown);
  const cause = { cause: thrown };
  const ended = endedEarly(thrown);
  if (ended) return ended;
  try {
    new Request(url, init);
  } catch {
    return new InvalidRequestError(words, cause);
  }
  return network
    ? new ConnectionError(
        `Connection to ${hostOf(url)} failed: ${words}. Check the network and the server URL`,
        { ...cause, notSent: neverConnected(thrown), stale },
      )
    : new UnexpectedClientError(words, cause);
}

/** The text of a response's body, within the limit; releases it. Throws an error of the SDK. */
export async function readText(response: Response, limit: Limit | undefined): Promise<string> {
  if (response.bodyUsed) {
    throw new UnexpectedClientError("The response's body was read already: hooks must read a clone() of it");
  }
  try {
    const text = response.text();
    return await (limit ? limit.within(text) : text);
  } catch (thrown) {
    throw (
      endedEarly(thrown) ??
      new ConnectionError(`The connection broke before the answer was complete: ${wordsOf(thrown)}`, {
        cause: thrown,
      })
    );
  } finally {
    limit?.release();
  }
}

/** The error for what is no failure of the network: an abort, a timeout, or an error of the SDK already. */
function endedEarly(thrown: unknown): SDKError | undefined {
  if (thrown instanceof SDKError) return thrown;
  const chain = chainOf(thrown);
  if (/^(Abort|Timeout)Error$/.test(`${chain[0]?.name}`)) return abortError(thrown);
  return chain.some(({ code }) => /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(`${code}`))
    ? new RequestTimeoutError(wordsOf(thrown), { cause: thrown })
    : undefined;
}
