import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { KeyChange, StoredKey } from "../storage/key-table.js";

const prefix = "sk-or-v1-";
/** Hexadecimal digits by which a key's row is found; those that are left are 192 bits that only its owner knows. */
const lookupDigits = 16;

/** A new key: its text, which is shown once, and what is kept of it. */
function newKey(): { text: string } & Pick<StoredKey, "hash" | "lookup" | "salt" | "digest" | "label"> {
  const secret = randomBytes(32).toString("hex");
  const text = prefix + secret;
  const salt = randomBytes(16).toString("hex");
  return {
    text,
    hash: randomBytes(32).toString("hex"),
    lookup: secret.slice(0, lookupDigits),
    salt,
    digest: digestOf(salt, text),
    label: `${prefix}${secret.slice(0, 3)}...${secret.slice(-3)}`,
  };
}

/** A new key without limits but those that are given. */
export function storedKey(given: Pick<StoredKey, "name"> & KeyChange): { text: string; key: StoredKey } {
  const { text, ...made } = newKey();
  const key: StoredKey = {
    ...made,
    management: false,
    disabled: false,
    limit: null,
    limitReset: null,
    includeByok: false,
    expiresAt: null,
    allowedModels: null,
    allowedProviders: null,
    limits: null,
    createdAt: new Date().toISOString(),
    updatedAt: null,
    ...given,
  };
  return { text, key };
}

/** By which a key may be found; undefined: it is none of ours. */
export function lookupOf(text: string): string | undefined {
  return /^sk-or-v1-([0-9a-f]{16})[0-9a-f]{48}$/.exec(text)?.[1];
}

export function isKey(text: string, { salt, digest }: Pick<StoredKey, "salt" | "digest">): boolean {
  return timingSafeEqual(Buffer.from(digestOf(salt, text), "hex"), Buffer.from(digest, "hex"));
}

function digestOf(salt: string, text: string): string {
  return createHash("sha256").update(salt).update(text).digest("hex");
}
