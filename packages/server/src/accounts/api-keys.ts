import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Accepts keys by their hashes. */
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

  /** A name for the key's owner that does not give the key away; undefined: the key is not known. */
  ownerOf(key: string): string | undefined {
    const hash = sha256(key);
    // Every hash is compared, whichever matches.
    const matches = this.#hashes.filter((known) => timingSafeEqual(known, hash));
    if (matches.length === 0) return undefined;
    return `key:${createHmac("sha256", this.#secret).update(hash).digest("hex").slice(0, 16)}`;
  }
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
