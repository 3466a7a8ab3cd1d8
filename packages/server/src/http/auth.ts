import { createHash, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { ApiError } from "../chat/api-error.js";

const sha256 = (text: string) => createHash("sha256").update(text).digest();

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

export const isLoopback = (host: string): boolean => {
  const family = isIP(host);
  return family === 0 ? host === "localhost" : loopback.check(host, family === 6 ? "ipv6" : "ipv4");
};

/** Accepts bearer keys by their hashes. */
export class ApiKeys {
  readonly #hashes: Buffer[];

  constructor(keys: readonly string[]) {
    this.#hashes = keys.map(sha256);
  }

  get required(): boolean {
    return this.#hashes.length > 0;
  }

  /** A name for the key's owner that does not give the key away. Throws a 401 for a key that is not known. */
  identify(authorization: string | undefined): string {
    const key = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (key === undefined) {
      throw unauthorized("No API key: send it in the header Authorization: Bearer <key>");
    }
    const hash = sha256(key);
    // Every hash is compared, whichever matches.
    const matches = this.#hashes.filter((known) => timingSafeEqual(known, hash));
    if (matches.length === 0) throw unauthorized("The API key is not valid");
    return `key:${hash.toString("hex").slice(0, 16)}`;
  }
}

const unauthorized = (message: string) =>
  new ApiError(401, "authentication", message, { headers: { "WWW-Authenticate": "Bearer" } });

/** The host of a `Host` or `Origin` header, without port and brackets. */
const hostName = (authority: string): string | undefined => {
  try {
    return new URL(`http://${authority}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return undefined;
  }
};

/**
 * Without keys, a page in the user's browser must not reach the server by a name that it made point to this machine
 * (DNS rebinding), nor from another origin.
 */
export const checkBrowserAccess = (
  headers: { host: string | undefined; origin: string | undefined },
  allowed: { hosts: readonly string[]; origins: readonly string[] | "*" },
): void => {
  const host = hostName(headers.host ?? "");
  if (host === undefined || !(isLoopback(host) || allowed.hosts.includes(host))) {
    throw new ApiError(
      403,
      "permission_denied",
      "This server answers only to local host names while no API key is set",
    );
  }
  const { origin } = headers;
  if (origin === undefined || origin === `http://${headers.host}` || origin === `https://${headers.host}`)
    return;
  if (allowed.origins !== "*" && !allowed.origins.includes(origin)) {
    throw new ApiError(403, "permission_denied", "Pages of this origin may not call the server");
  }
};
