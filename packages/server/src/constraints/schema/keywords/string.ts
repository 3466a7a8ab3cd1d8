import { regexToDfa } from "../../automata/regex.js";
import { FORMATS } from "../../json/formats.js";
import { countOf, enforcing, fail, type SchemaNode, textIn } from "../node.js";
import { ALL_STRINGS, type StringSet, stringsOf } from "../string-set.js";
import { NUMBER_FORMATS } from "./number.js";

export const STRING_KEYWORDS = ["minLength", "maxLength", "pattern"] as const;

/** No model's answer is longer; a greater maximum is as good as this one. */
const LONGEST = 65_536;

/** The strings that a keyword allows. */
export function stringsFor(node: SchemaNode, keyword: string): StringSet {
  switch (keyword) {
    case "minLength": {
      const min = countOf(node, keyword)!;
      if (min > LONGEST)
        fail(node, keyword, `${min} is more than the ${LONGEST} characters that can be enforced`);
      return { ...ALL_STRINGS, min };
    }
    case "maxLength":
      return { ...ALL_STRINGS, max: Math.min(countOf(node, keyword)!, LONGEST) };
    case "format": {
      const name = textIn(node, keyword)!;
      const source = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
      if (source === undefined) {
        const known = [...Object.keys(FORMATS), ...Object.keys(NUMBER_FORMATS)].join(", ");
        fail(node, keyword, `"${name}" can't be enforced; use "pattern", or one of ${known}`);
      }
      return source === "" ? ALL_STRINGS : formatStrings(source);
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
