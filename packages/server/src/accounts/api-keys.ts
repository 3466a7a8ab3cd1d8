import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "../generation/api-error.js";

/** Accepts bearer keys by their hashes. */
export class ApiKeys {
  readonly #hashes: Buffer[];
  readonly #secret: Buffer;

  /** `secret` is what the names of owners are derived with. */
  constructor(keys: readonly string[], secret: Buffer) {
    this.#hashes = keys.map(sha256);
    this.#secret = secret;
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
    return `key:${createHmac("sha256", this.#secret).update(hash).digest("hex").slice(0, 16)}`;
  }
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, "authentication", message, { headers: { "WWW-Authenticate": "Bearer" } });
}
