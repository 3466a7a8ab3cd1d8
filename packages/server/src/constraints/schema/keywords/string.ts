import { regexToDfa } from "../../automata/regex.js";
import { formatPatterns } from "../../json/formats.js";
import { countOf, enforcing, fail, type SchemaNode, textIn } from "../node.js";
import { allStrings, type StringSet, stringsOf } from "../string-set.js";
import { numberFormats } from "./number.js";

export const stringKeywords = ["minLength", "maxLength", "pattern"] as const;

/** No model's answer is longer; a greater maximum is as good as this one. */
const longestString = 65_536;

/** The strings that a keyword allows. */
export function stringsFor(node: SchemaNode, keyword: string): StringSet {
  switch (keyword) {
    case "minLength": {
      const min = countOf(node, keyword)!;
      if (min > longestString)
        fail(node, keyword, `${min} is more than the ${longestString} characters that can be enforced`);
      return { ...allStrings, min };
    }
    case "maxLength":
      return { ...allStrings, max: Math.min(countOf(node, keyword)!, longestString) };
    case "format": {
      const name = textIn(node, keyword)!;
      const source = Object.hasOwn(formatPatterns, name) ? formatPatterns[name] : undefined;
      if (source === undefined) {
        const known = [...Object.keys(formatPatterns), ...Object.keys(numberFormats)].join(", ");
        fail(node, keyword, `"${name}" can't be enforced; use "pattern", or one of ${known}`);
      }
      return source === "" ? allStrings : formatStrings(source);
    }
    default: {
      const pattern = textIn(node, "pattern")!;
      return stringsOf(enforcing(node, "pattern", () => regexToDfa(pattern)));
    }
  }
}

const formats = new Map<string, StringSet>();

function formatStrings(source: string): StringSet {
  const set = formats.get(source) ?? stringsOf(regexToDfa(source), false);
  formats.set(source, set);
  return set;
}
