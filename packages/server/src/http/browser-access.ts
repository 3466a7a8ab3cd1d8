import { BlockList, isIP } from "node:net";
import { ApiError } from "../generation/api-error.js";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === "localhost" : loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}

export interface AllowedPages {
  hosts: readonly string[];
  origins: readonly string[] | "*";
}

/**
 * Without keys, a page in the user's browser must not reach the server by a name that it made point to this machine
 * (DNS rebinding), nor from another origin.
 */
export function checkBrowserAccess(
  headers: { host: string | undefined; origin: string | undefined; fetchSite?: string | undefined },
  allowed: AllowedPages,
): void {
  const host = hostName(headers.host ?? "");
  if (host === undefined || !(isLoopback(host) || allowed.hosts.includes(host))) {
    throw forbidden("This server answers only to local host names while no API key is set");
  }
  const { origin, fetchSite } = headers;
  // Pictures and scripts of a foreign page are fetched without a word about its origin.
  if (origin === undefined && fetchSite === "cross-site" && allowed.origins !== "*") {
    throw forbidden("Pages of other sites may not call the server");
  }
  if (origin === undefined || origin === `http://${headers.host}` || origin === `https://${headers.host}`) {
    return;
  }
  if (allowed.origins !== "*" && !allowed.origins.includes(origin)) {
    throw forbidden("Pages of this origin may not call the server");
  }
}

/** The host of a `Host` or `Origin` header, without port and brackets. */
function hostName(authority: string): string | undefined {
  try {
    return new URL(`http://${authority}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return undefined;
  }
}

function forbidden(message: string): ApiError {
  return new ApiError(403, "permission_denied", message);
}
