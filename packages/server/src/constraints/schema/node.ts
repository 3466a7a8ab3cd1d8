import { AutomatonTooLarge } from "../automata/automaton-too-large.js";
import { RegexError } from "../automata/regex-parser.js";
import { UnenforceableSchemaError, UnsupportedSchemaError } from "../errors.js";
import { Inexpressible } from "./inexpressible.js";

export type JsonObject = Readonly<Record<string, unknown>>;

/** A schema object and where it is. */
export interface SchemaNode {
  readonly id: number;
  readonly schema: JsonObject;
  /** JSON pointer. */
  readonly path: string;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of a schema object; inherited names such as `constructor` don't count. */
export function member(schema: JsonObject, keyword: string): unknown {
  return Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
}

export function pointer(path: string, ...segments: (string | number)[]): string {
  return path + segments.map((s) => `/${String(s).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function fail(node: SchemaNode, keyword: string, reason: string): never {
  throw new UnsupportedSchemaError(node.path, keyword, reason);
}

/** Runs what a keyword needs and names the keyword when that turns out to be impossible. */
export function enforcing<T>(node: SchemaNode, keyword: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const impossible =
      error instanceof AutomatonTooLarge || error instanceof RegexError || error instanceof Inexpressible;
    if (!impossible) throw error;
    if (error instanceof RegexError && error.invalid) fail(node, keyword, error.message);
    throw new UnenforceableSchemaError(node.path, keyword, reasonOf(error));
  }
}

export function reasonOf(error: AutomatonTooLarge | RegexError | Inexpressible): string {
  if (error instanceof AutomatonTooLarge) return `${error.message}; use a simpler or shorter constraint`;
  return error instanceof RegexError ? error.message : `a grammar can't describe ${error.message}`;
}

export function countOf(node: SchemaNode, keyword: string): number | undefined {
  const value = member(node.schema, keyword);
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  return fail(node, keyword, `must be a non-negative integer, was ${JSON.stringify(value)}`);
}

export function numberOf(node: SchemaNode, keyword: string): number | undefined {
  const value = member(node.schema, keyword);
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return fail(node, keyword, `must be a number, was ${JSON.stringify(value)}`);
}

export function textIn(node: SchemaNode, keyword: string): string | undefined {
  const value = member(node.schema, keyword);
  if (value === undefined || typeof value === "string") return value;
  return fail(node, keyword, `must be a string, was ${JSON.stringify(value)}`);
}

export function flagOf(node: SchemaNode, keyword: string): boolean {
  const value = member(node.schema, keyword) ?? false;
  if (typeof value === "boolean") return value;
  return fail(node, keyword, `must be true or false, was ${JSON.stringify(value)}`);
}

export function listOf(node: SchemaNode, keyword: string): readonly unknown[] | undefined {
  const value = member(node.schema, keyword);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0) return value;
  return fail(node, keyword, "must be an array with at least one entry");
}

export function namesOf(
  node: SchemaNode,
  keyword: string,
  value = member(node.schema, keyword),
): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  return fail(node, keyword, "must be an array of property names");
}

export function entriesOf(node: SchemaNode, keyword: string): [string, unknown][] {
  const value = member(node.schema, keyword);
  if (value === undefined) return [];
  return isObject(value) ? Object.entries(value) : fail(node, keyword, "must be an object");
}
