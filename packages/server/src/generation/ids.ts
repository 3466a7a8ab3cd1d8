import { getRandomValues } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function random(length: number): string {
  let text = "";
  for (const value of getRandomValues(new Uint32Array(length))) text += alphabet[value % alphabet.length];
  return text;
}

/** `gen-<unix seconds>-<20 alphanumerics>`. */
export function generationId(now: Date): string {
  return `gen-${Math.floor(now.getTime() / 1000)}-${random(20)}`;
}

export function toolCallId(): string {
  return `call_${random(24)}`;
}
