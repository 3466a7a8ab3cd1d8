import {
  ConnectionError,
  InvalidRequestError,
  RequestTimeoutError,
  SDKError,
  UnexpectedClientError,
} from "../errors/index.js";
import { abortError } from "./limit.js";

type Thrown = Error & { code?: string; syscall?: string; cause?: Thrown };

/** What Node, the browsers and Deno say when the network failed, not the caller. */
const NETWORK = /fetch|network|load failed|terminated|request/i;

/** What Node, Bun and Deno say of a connection that was never made. */
const NEVER_CONNECTED = /REFUSED|CONNECT|ENOTFOUND|EAI_AGAIN|UNREACH/i;

/** The SDK's error for what the sending of a request or the reading of its response threw. */
export function clientError(thrown: unknown, url: string, init: RequestInit): SDKError {
  if (thrown instanceof SDKError) return thrown;
  const { name, message, cause: inner = thrown } = (thrown ?? {}) as Thrown;
  const { code = "", syscall, message: reason = message || code } = (inner ?? {}) as Thrown;
  const cause = { cause: thrown };
  if (/^(Abort|Timeout)Error$/.test(name)) return abortError(thrown);
  if (/(HEADERS|BODY)_TIMEOUT/.test(code)) return new RequestTimeoutError(reason, cause);
  try {
    new Request(url, init);
  } catch {
    return new InvalidRequestError(`Invalid request: ${reason}`, cause);
  }
  if (!code && !(thrown instanceof TypeError && NETWORK.test(message))) {
    return new UnexpectedClientError(reason || `${thrown}`, cause);
  }
  return new ConnectionError(
    `Connection to ${new URL(url).host} failed: ${reason}. Check the network and the server URL.`,
    cause,
    NEVER_CONNECTED.test(`${code} ${syscall}`),
  );
}
