import type { Token } from "marked";

/** Elements that an answer may use: they change how words look, and nothing else. */
const plainElements = [
  "sub",
  "sup",
  "kbd",
  "mark",
  "b",
  "strong",
  "i",
  "em",
  "u",
  "s",
  "del",
  "ins",
  "small",
] as const;

export type PlainElement = (typeof plainElements)[number];

const opening = new RegExp(`^<(${plainElements.join("|")})>$`, "i");

export const isLineBreak = (raw: string): boolean => /^<br\s*\/?>$/i.test(raw.trim());

/** What one of the allowed elements begins here, and where it ends. */
export function elementAt(
  tokens: readonly Token[],
  index: number,
): { element: PlainElement; end: number } | undefined {
  const token = tokens[index];
  const name = token?.type === "html" ? opening.exec(token.raw.trim())?.[1]?.toLowerCase() : undefined;
  if (!name) return undefined;
  let depth = 0;
  for (let end = index; end < tokens.length; end++) {
    const raw = tokens[end]?.type === "html" ? tokens[end]?.raw.trim().toLowerCase() : undefined;
    if (raw === `<${name}>`) depth++;
    else if (raw === `</${name}>` && --depth === 0) return { element: name as PlainElement, end };
  }
  return undefined;
}
