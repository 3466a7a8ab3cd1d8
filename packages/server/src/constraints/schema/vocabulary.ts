import { arrayKeywords } from "./keywords/array.js";
import { numberKeywords } from "./keywords/number.js";
import { objectKeywords } from "./keywords/object.js";
import { stringKeywords } from "./keywords/string.js";
import type { Leniency } from "./leniency.js";
import type { SchemaNode } from "./node.js";

/** Members whose values are schemas by name: a name in them is no keyword. */
export const schemaMaps = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "dependencies",
]);
/** Members in which no schema is looked for. */
export const noSchemas = new Set(["const", "enum", "default", "examples", "example", "required", "type"]);

/** Keywords that constrain nothing. */
const annotations = new Set([
  "$schema",
  "$id",
  "id",
  "$anchor",
  "$dynamicAnchor",
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
export const applicators = [
  "$ref",
  "$dynamicRef",
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
const companions = ["then", "else", "nullable"];
const knownKeywords = new Set<string>([
  "type",
  "enum",
  "const",
  "format",
  ...numberKeywords,
  ...stringKeywords,
  ...arrayKeywords,
  ...objectKeywords,
  ...applicators,
  ...companions,
]);

/** Whether a schema says anything about values. */
export function constrains(node: SchemaNode, leniency: Leniency): boolean {
  const keywords = Object.keys(node.schema);
  for (const keyword of keywords) {
    if (!knownKeywords.has(keyword) && !annotations.has(keyword) && !keyword.startsWith("x-")) {
      leniency.ignore(node, keyword, "unknown keyword", 'remove it or begin its name with "x-"');
    }
  }
  return keywords.some((keyword) => knownKeywords.has(keyword));
}
