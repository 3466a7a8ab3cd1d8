import type { Vocabulary } from "./vocabulary.js";

/**
 * Tokens that a grammar lets pass and must not. The library's grammars decode bytes without minding overlong forms
 * and surrogates, and take a control token for the text that names it.
 */
export interface GrammarGuard {
  /** Tokens that are never part of valid text. */
  readonly never: readonly number[];
  /** Tokens that can't follow these bytes, besides. */
  after(text: Uint8Array): readonly number[];
}

export function createGrammarGuard(vocabulary: Vocabulary): GrammarGuard {
  const never: number[] = [];
  const byContinuation = new Map<number, number[]>();
  for (let token = 0; token < vocabulary.size; token++) {
    const bytes = vocabulary.text(token);
    const first = bytes[0];
    if (first === undefined) {
      if (!vocabulary.endsGeneration(token)) never.push(token);
      continue;
    }
    if (bytes.every((byte) => byte < 0x80)) continue;
    if (!canOccur(bytes)) never.push(token);
    else if (isContinuation(first)) {
      const others = byContinuation.get(first);
      if (others) others.push(token);
      else byContinuation.set(first, [token]);
    }
  }

  const forbidden = new Map<number, number[]>();
  for (const [lead, [lowest, highest]] of narrowRanges) {
    const tokens = [...byContinuation].filter(([byte]) => byte < lowest || byte > highest);
    forbidden.set(
      lead,
      tokens.flatMap(([, list]) => list),
    );
  }
  return { never, after: (text) => forbidden.get(text.at(-1) ?? 0) ?? [] };
}

/** Lead bytes after which not every continuation byte is valid, and those that are. */
const narrowRanges = new Map<number, [lowest: number, highest: number]>([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

/** Whether bytes can be a stretch of valid text, cut anywhere. */
function canOccur(bytes: Uint8Array): boolean {
  const start = bytes.findIndex((byte) => !isContinuation(byte));
  if (start < 0) return bytes.length <= 3;
  if (start > 3) return false;
  try {
    // Streaming leaves a character that is cut at the end alone.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start), { stream: true });
    return true;
  } catch {
    return false;
  }
}
