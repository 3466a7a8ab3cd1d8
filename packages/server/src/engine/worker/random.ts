import { randomInt } from "node:crypto";

/** Numbers from 0 to below 1; the same seed gives the same. Any number is a seed of its own. */
export function randomNumbers(seed: number = randomInt(2 ** 47)): () => number {
  // The generator is Chris Doty-Humphrey's sfc32.
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const next = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}

/** FNV-1a over the number's eight bytes. */
function hash(seed: number, salt: number): number {
  let mixed = 0x811c9dc5 ^ salt;
  for (const byte of new Uint8Array(Float64Array.of(seed).buffer)) {
    mixed = Math.imul(mixed ^ byte, 0x01000193);
  }
  return mixed;
}
