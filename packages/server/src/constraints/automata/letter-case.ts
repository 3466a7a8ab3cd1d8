import { type CharSet, charSet, hasChar, unionOf } from "./char-set.js";

const lastCased = 0x1e943;
let pairs: (readonly [number, number])[] | undefined;

/** The characters of a set and those that differ from one of them only by their case. */
export function bothCases(set: CharSet): CharSet {
  pairs ??= casePairs();
  const others = pairs.flatMap(([one, other]) => [
    ...(hasChar(set, one) ? [[other, other] as const] : []),
    ...(hasChar(set, other) ? [[one, one] as const] : []),
  ]);
  return unionOf(set, charSet(others));
}

function casePairs(): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let code = 0x41; code <= lastCased; code++) {
    const char = String.fromCodePoint(code);
    const lower = char.toLowerCase();
    if (lower !== char && [...lower].length === 1) found.push([code, lower.codePointAt(0)!]);
  }
  return found;
}
