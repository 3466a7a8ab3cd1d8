import { createHash, randomInt } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const random = (length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

/** `gen-<unix seconds>-<20 alphanumerics>`. */
export const generationId = (now: Date) => `gen-${Math.floor(now.getTime() / 1000)}-${random(20)}`;

export const toolCallId = () => `call_${random(24)}`;

/** The same for the same model and engine settings, as `system_fingerprint` wants it. */
export const fingerprint = (...parts: (string | number)[]) =>
  `fp_${createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 10)}`;
