import { RE2JS } from "re2js";
import type { ContentFilter } from "../generation/content-filter.js";

/** The texts as they may be sent, or the filter that refuses them. */
export type Filtered = { texts: string[] } | { blocked: ContentFilter };

/** Patterns that are remembered. */
const mostCompiled = 1_000;
const compiled = new Map<string, RE2JS>();

/** In time that grows with the length of the texts, whatever the patterns are. */
export function filterTexts(texts: readonly string[], filters: readonly ContentFilter[]): Filtered {
  const blocking = filters.filter(({ action }) => action === "block");
  const blocked = blocking.find(({ pattern }) => texts.some((text) => compile(pattern).test(text)));
  if (blocked) return { blocked };
  const redacting = filters.filter(({ action }) => action === "redact");
  return { texts: texts.map((text) => redacting.reduce(redact, text)) };
}

/** Why a pattern can't be used, in words; undefined: it can. */
export function faultOfPattern(pattern: string): string | undefined {
  try {
    return compile(pattern).test("") ? "finds the empty text, and so everything" : undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [beyond] = beyondRegular.find(([, form]) => form.test(message)) ?? [];
    return beyond ? `has ${beyond}, which can't be checked in linear time` : message;
  }
}

/** What other engines know and RE2 does not, as it is quoted by RE2's refusal. */
const beyondRegular: [name: string, form: RegExp][] = [
  ["a lookahead", /`\(\?[=!]/],
  ["a lookbehind", /`\(\?<[=!]/],
  ["a backreference", /`\\[1-9k]/],
];

function compile(pattern: string): RE2JS {
  let expression = compiled.get(pattern);
  if (!expression) {
    expression = RE2JS.compile(pattern);
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(pattern, expression);
  }
  return expression;
}

function redact(text: string, { pattern, label }: ContentFilter): string {
  return compile(pattern)
    .matcher(text)
    .replaceAll(() => `[${label ?? "REDACTED"}]`);
}
