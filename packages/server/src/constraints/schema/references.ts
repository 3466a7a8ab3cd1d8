import { UnsupportedSchemaError } from "../errors.js";
import { fail, isObject, member, pointer, type SchemaNode } from "./node.js";

/** Finds the schema that a `$ref` names inside the document. Other documents are not fetched. */
export function resolveReference(root: unknown, node: SchemaNode): { schema: unknown; path: string } {
  const reference = member(node.schema, "$ref");
  if (typeof reference !== "string") fail(node, "$ref", "must be a string");
  const base = isObject(root) ? member(root, "$id") : undefined;
  const local =
    typeof base === "string" && reference.startsWith(base) ? reference.slice(base.length) : reference;
  if (local === "" || local === "#") return { schema: root, path: "" };
  if (!local.startsWith("#")) {
    fail(node, "$ref", `"${reference}" is outside the schema, and nothing is fetched; copy it into "$defs"`);
  }
  const found = local.startsWith("#/")
    ? followPointer(root, local.slice(1), node)
    : findAnchor(root, local.slice(1), "");
  return found ?? fail(node, "$ref", `"${reference}" names nothing in the schema`);
}

function followPointer(
  root: unknown,
  encoded: string,
  node: SchemaNode,
): { schema: unknown; path: string } | undefined {
  let path: string;
  try {
    path = decodeURIComponent(encoded);
  } catch {
    throw new UnsupportedSchemaError(node.path, "$ref", `"#${encoded}" is not a valid uri fragment`);
  }
  let schema: unknown = root;
  for (const segment of path.split("/").slice(1)) {
    const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(schema)) schema = schema[Number(name)];
    else if (isObject(schema)) schema = member(schema, name);
    else return undefined;
  }
  return schema === undefined ? undefined : { schema, path };
}

function findAnchor(
  schema: unknown,
  anchor: string,
  path: string,
): { schema: unknown; path: string } | undefined {
  if (typeof schema !== "object" || schema === null) return undefined;
  if (isObject(schema) && member(schema, "$anchor") === anchor) return { schema, path };
  for (const [key, value] of Object.entries(schema)) {
    if (key === "const" || key === "enum" || key === "default" || key === "examples") continue;
    const found = findAnchor(value, anchor, pointer(path, key));
    if (found) return found;
  }
  return undefined;
}
