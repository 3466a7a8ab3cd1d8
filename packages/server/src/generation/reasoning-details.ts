type Detail = Record<string, unknown>;

/** Adds a part of the reasoning to those before it: pieces of one text become one entry, as signatures need it. */
export function addReasoningDetail(details: unknown[], piece: unknown): void {
  const last = details.at(-1);
  if (isDetail(last) && isDetail(piece) && belongs(last, piece)) {
    details[details.length - 1] = joined(last, piece);
  } else details.push(piece);
}

function isDetail(value: unknown): value is Detail {
  return typeof value === "object" && value !== null;
}

const texts: Record<string, string> = { "reasoning.text": "text", "reasoning.summary": "summary" };

function belongs(last: Detail, piece: Detail): boolean {
  if (typeof last.type !== "string" || !Object.hasOwn(texts, last.type) || last.type !== piece.type)
    return false;
  if (last.index !== piece.index) return false;
  // What is signed is finished.
  return !last.signature;
}

function joined(last: Detail, piece: Detail): Detail {
  const field = texts[last.type as string]!;
  const result = { ...last };
  for (const [name, value] of Object.entries(piece)) {
    if (value !== null && value !== undefined) result[name] = value;
  }
  if (last[field] ?? piece[field]) result[field] = `${last[field] ?? ""}${piece[field] ?? ""}`;
  return result;
}
