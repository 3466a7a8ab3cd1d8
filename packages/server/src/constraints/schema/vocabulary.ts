import { ARRAY_KEYWORDS } from "./keywords/array.js";
import { NUMBER_KEYWORDS } from "./keywords/number.js";
import { OBJECT_KEYWORDS } from "./keywords/object.js";
import { STRING_KEYWORDS } from "./keywords/string.js";
import { fail, type SchemaNode } from "./node.js";

/** Keywords that constrain nothing. */
const ANNOTATIONS = new Set([
  "$schema",
  "$id",
  "id",
  "$anchor",
  "$comment",
  "$defs",
  "definitions",
  "$vocabulary",
  "title",
  "description",
  "default",
  "example",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  "discriminator",
  "externalDocs",
  "xml",
  "markdownDescription",
  "enumDescriptions",
]);
/** What applies other schemas to the same value. */
export const APPLICATORS = [
  "$ref",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "dependentRequired",
  "dependentSchemas",
  "dependencies",
] as const;
/** Read together with a keyword of their group. */
const COMPANIONS = ["then", "else", "nullable"];
const KNOWN = new Set<string>([
  "type",
  "enum",
  "const",
  "format",
  ...NUMBER_KEYWORDS,
  ...STRING_KEYWORDS,
  ...ARRAY_KEYWORDS,
  ...OBJECT_KEYWORDS,
  ...APPLICATORS,
  ...COMPANIONS,
]);

/** Whether a schema says anything about values. Refuses keywords that nobody knows. */
export function constrains(node: SchemaNode): boolean {
  const keywords = Object.keys(node.schema);
  for (const keyword of keywords) {
    if (!KNOWN.has(keyword) && !ANNOTATIONS.has(keyword) && !keyword.startsWith("x-")) {
      fail(node, keyword, 'unknown keyword, which would be ignored; remove it or begin its name with "x-"');
    }
  }
  return keywords.some((keyword) => KNOWN.has(keyword));
}
