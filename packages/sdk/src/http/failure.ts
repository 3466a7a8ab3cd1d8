import {
  ConnectionError,
  InvalidRequestError,
  RequestTimeoutError,
  SDKError,
  UnexpectedClientError,
} from "../errors/index.js";
import { abortError } from "./limit.js";

/** What Node, the browsers and Deno say when the network failed, not the caller. */
const NETWORK = /fetch|network|load failed|terminated|request/i;

/** What Node, Bun and Deno say of a connection that was never made. */
const NEVER_CONNECTED = /REFUSED|CONNECT|ENOTFOUND|EAI_AGAIN|UNREACH/i;

/** The SDK's error for what the sending of a request or the reading of its response threw. */
export function clientError(thrown: unknown, url: string, init: RequestInit): SDKError {
  if (thrown instanceof SDKError) return thrown;
  const cause = { cause: thrown };
  const { name, message, cause: inner = thrown } = Object(thrown);
  const { code = "", syscall, message: reason = message } = Object(inner);
  if (/^(Abort|Timeout)Error$/.test(name)) return abortError(thrown);
  if (/(HEADERS|BODY)_TIMEOUT/.test(code)) return new RequestTimeoutError(reason, cause);
  try {
    new Request(url, init);
  } catch {
    return new InvalidRequestError(reason, cause);
  }
  return code || (thrown instanceof TypeError && NETWORK.test(message))
    ? new ConnectionError(
        `Connection to ${new URL(url).host} failed: ${reason || code}. Check the network and the server URL`,
        { ...cause, notSent: NEVER_CONNECTED.test(code + syscall) },
      )
    : new UnexpectedClientError(`${reason || thrown}`, cause);
}
