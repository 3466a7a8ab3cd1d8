import { chainOf, neverConnected } from "./thrown.js";

/**
 * How the runtimes tell that the network failed. They agree on nothing, so each is known by its own codes and exact words;
 * anything else that a fetcher throws is somebody's mistake and must not be mistaken for the network's.
 */

/** Codes of the system, undici, its parser, TLS and Bun for a connection that broke or brought what is no HTTP. */
const BROKEN_CODES =
  /^(ECONN(RESET|ABORTED)|EPIPE|ETIMEDOUT|EPROTO|EADDRNOTAVAIL|UND_ERR_(SOCKET|CLOSED|DESTROYED|RES_.*|HEADERS_OVERFLOW)|ERR_(STREAM_PREMATURE_CLOSE|TLS_.*|SSL_.*)|(HPE|CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)_.*|ConnectionClosed)$/;

/** Words for a connection that failed. */
const FAILED_WORDS = [
  // Node
  "fetch failed",
  "terminated",
  // Chromium
  /^Failed to fetch( \(.*\))?$/,
  "network error",
  // Firefox
  "NetworkError when attempting to fetch resource.",
  "Error in input stream",
  // Safari
  "Load failed",
  "The network connection was lost.",
  "The Internet connection appears to be offline.",
  "Could not connect to the server.",
  "A server with the specified hostname could not be found.",
  // React Native
  "Network request failed",
  "Network request timed out",
  // workerd
  "Network connection lost.",
  // Deno
  /^error sending request/,
  /^error reading a body from connection/,
  // Bun
  /^The socket connection was closed unexpectedly/,
  /^Unable to connect\. Is the computer able/,
  // Electron
  /^net::ERR_/,
];

/** Whether what a `fetch` threw says that the connection failed. */
export const networkFailed = (thrown: unknown): boolean =>
  neverConnected(thrown) ||
  chainOf(thrown).some(
    ({ name, code, message }) =>
      name === "NetworkError" ||
      BROKEN_CODES.test(`${code}`) ||
      FAILED_WORDS.some((words) =>
        typeof words === "string" ? words === message : typeof message === "string" && words.test(message),
      ),
  );
