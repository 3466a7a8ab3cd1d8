/** Code points as sorted, disjoint, non-adjacent inclusive ranges. */
export type CharSet = readonly (readonly [lo: number, hi: number])[];

const maxCodePoint = 0x10ffff;
const surrogates: CharSet = [[0xd800, 0xdfff]];

export const noChars: CharSet = [];

export function charSet(ranges: Iterable<readonly [number, number]>): CharSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [lo, hi] of sorted) {
    const last = merged.at(-1);
    if (last && lo <= last[1] + 1) last[1] = Math.max(last[1], hi);
    else merged.push([lo, hi]);
  }
  return merged;
}

/** The set of the characters of a text. */
export function charsOf(text: string): CharSet {
  return charSet([...text].map((char) => [char.codePointAt(0)!, char.codePointAt(0)!] as const));
}

/** Everything in 0–10FFFF that is not in the set, surrogates included when they are not in it. */
export function invert(set: CharSet): CharSet {
  const result: [number, number][] = [];
  let next = 0;
  for (const [lo, hi] of set) {
    if (lo > next) result.push([next, lo - 1]);
    next = hi + 1;
  }
  if (next <= maxCodePoint) result.push([next, maxCodePoint]);
  return result;
}

/** Every Unicode scalar value: what a string that survives UTF-8 can hold. */
export const allChars: CharSet = invert(surrogates);

export function unionOf(...sets: CharSet[]): CharSet {
  return charSet(sets.flat());
}

export function intersectChars(a: CharSet, b: CharSet): CharSet {
  const result: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const lo = Math.max(a[i]![0], b[j]![0]);
    const hi = Math.min(a[i]![1], b[j]![1]);
    if (lo <= hi) result.push([lo, hi]);
    if (a[i]![1] < b[j]![1]) i++;
    else j++;
  }
  return result;
}

/** The scalar values that are not in the set. */
export function complementChars(set: CharSet): CharSet {
  return invert(unionOf(set, surrogates));
}

export function sizeOf(set: CharSet): number {
  return set.reduce((total, [lo, hi]) => total + hi - lo + 1, 0);
}

export function hasChar(set: CharSet, codePoint: number): boolean {
  return set.some(([lo, hi]) => lo <= codePoint && codePoint <= hi);
}
