import { isObject } from "./node.js";

/** What is cheap to enforce: kinds, constants and names, and how schemas are put together. */
const kept = new Set(["$schema", "$id", "$anchor", "$ref", "type", "nullable", "enum", "const", "required"]);
const lists = new Set(["anyOf", "allOf", "prefixItems"]);
const maps = new Set(["$defs", "definitions", "properties"]);

/** A simpler schema, which allows all that the schema does. */
export function outline(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (kept.has(keyword)) result[keyword] = value;
    else if (maps.has(keyword) && isObject(value)) {
      result[keyword] = Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, outline(child)]),
      );
    } else if (lists.has(keyword) && Array.isArray(value)) result[keyword] = value.map(outline);
    else if (keyword === "items") result.items = Array.isArray(value) ? value.map(outline) : outline(value);
    // Other names are let be where a pattern may speak of them.
    else if (keyword === "additionalProperties" && !("patternProperties" in schema)) {
      result.additionalProperties = outline(value);
    }
  }
  // Whether another branch holds too shows at the end.
  const { oneOf } = schema;
  if (Array.isArray(oneOf)) {
    const either = { anyOf: oneOf.map(outline) };
    result.allOf = [...(Array.isArray(result.allOf) ? result.allOf : []), either];
  }
  return result;
}
