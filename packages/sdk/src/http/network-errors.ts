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
  ["fetch failed", "terminated"], // Node
  [/^Failed to fetch( \(.*\))?$/, "network error"], // Chromium
  ["NetworkError when attempting to fetch resource.", "Error in input stream"], // Firefox
  ["Load failed", "The network connection was lost.", "The Internet connection appears to be offline."], // Safari
  ["Could not connect to the server.", "A server with the specified hostname could not be found."],
  ["Network request failed", "Network request timed out"], // React Native
  ["Network connection lost."], // workerd
  [/^error sending request/, /^error reading a body from connection/], // Deno
  [/^The socket connection was closed unexpectedly/, /^Unable to connect\. Is the computer able/], // Bun
  [/^net::ERR_/], // Electron
].flat();

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
