import type { CharSet } from "../../constraints/index.js";

/** From a byte to a byte, both included. */
export type ByteRange = readonly [from: number, to: number];

/** Last code points of one to four bytes. Surrogates are none, and U+0000 ends texts in the library. */
const lengths = [0x7f, 0x7ff, 0xffff, 0x10ffff];
const gaps = [
  [0, 0],
  [0xd800, 0xdfff],
];

/** The characters of a set as sequences of byte ranges; each character is in exactly one of them. */
export function byteSequences(set: CharSet): ByteRange[][] {
  return set.flatMap(([lo, hi]) => withoutGaps(lo, hi).flatMap(([from, to]) => ofOneLength(from, to)));
}

function withoutGaps(lo: number, hi: number): [number, number][] {
  let parts: [number, number][] = [[lo, hi]];
  for (const [first, last] of gaps as [number, number][]) {
    parts = parts.flatMap(([from, to]): [number, number][] => [
      [from, Math.min(to, first - 1)],
      [Math.max(from, last + 1), to],
    ]);
  }
  return parts.filter(([from, to]) => from <= to);
}

function ofOneLength(lo: number, hi: number): ByteRange[][] {
  return lengths.flatMap((last, index) => {
    const from = Math.max(lo, index === 0 ? 0 : lengths[index - 1]! + 1);
    const to = Math.min(hi, last);
    return from > to ? [] : split(encode(from), encode(to));
  });
}

/** Cut where a lead byte changes, so that the bytes after it are free of each other. */
function split(from: readonly number[], to: readonly number[]): ByteRange[][] {
  const [first, ...restFrom] = from as [number, ...number[]];
  const [last, ...restTo] = to as [number, ...number[]];
  if (restFrom.length === 0) return [[[first, last]]];
  if (first === last) return split(restFrom, restTo).map((rest) => [[first, first], ...rest]);
  const lowest = restFrom.map(() => 0x80);
  const highest = restFrom.map(() => 0xbf);
  const startsLow = restFrom.every((byte) => byte === 0x80);
  const endsHigh = restTo.every((byte) => byte === 0xbf);
  const middle: ByteRange = [startsLow ? first : first + 1, endsHigh ? last : last - 1];
  return [
    ...(startsLow ? [] : split(restFrom, highest).map((rest): ByteRange[] => [[first, first], ...rest])),
    ...(middle[0] > middle[1] ? [] : [[middle, ...lowest.map((byte, i): ByteRange => [byte, highest[i]!])]]),
    ...(endsHigh ? [] : split(lowest, restTo).map((rest): ByteRange[] => [[last, last], ...rest])),
  ];
}

function encode(code: number): number[] {
  return [...Buffer.from(String.fromCodePoint(code))];
}
