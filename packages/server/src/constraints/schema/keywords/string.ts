import { regexToDfa } from "../../automata/regex.js";
import { formatPatterns } from "../../json/formats.js";
import type { Leniency } from "../leniency.js";
import { countOf, fail, type SchemaNode, textIn } from "../node.js";
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
    default: {
      const pattern = textIn(node, "pattern")!;
      return stringsOf(regexToDfa(pattern));
    }
  }
}

const formats = new Map<string, StringSet>();

/** The strings that are written for the `format` of a schema; all where the format is unknown or says nothing. */
export function formatStrings(node: SchemaNode, leniency: Leniency): StringSet {
  const name = textIn(node, "format")!;
  const source = Object.hasOwn(formatPatterns, name) ? formatPatterns[name]! : "";
  if (source === "" && !Object.hasOwn(formatPatterns, name)) {
    const known = [...Object.keys(formatPatterns), ...Object.keys(numberFormats)].join(", ");
    leniency.ignore(
      node,
      "format",
      `unknown format ${JSON.stringify(name)}`,
      `use "pattern", or one of ${known}`,
    );
  }
  if (source === "") return allStrings;
  const set = formats.get(name) ?? stringsOf(regexToDfa(source), false);
  formats.set(name, set);
  return set;
}
