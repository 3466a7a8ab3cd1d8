import { randomInt } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function random(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** `gen-<unix seconds>-<20 alphanumerics>`. */
export function generationId(now: Date): string {
  return `gen-${Math.floor(now.getTime() / 1000)}-${random(20)}`;
}

export function toolCallId(): string {
  return `call_${random(24)}`;
}
