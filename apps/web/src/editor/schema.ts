import { dereference, type Schema, Validator } from "@cfworker/json-schema";
import { locate, readJson } from "./json.js";
import { type Problem, problemAt } from "./problem.js";

const types = ["string", "number", "integer", "boolean", "object", "array", "null"];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Path = (string | number)[];
type Report = (path: Path, message: string) => void;

const number: Check = (value, path, report) => {
  if (typeof value !== "number") report(path, "This must be a number.");
};
const count: Check = (value, path, report) => {
  if (!Number.isInteger(value) || (value as number) < 0)
    report(path, "This must be a whole number, at least 0.");
};
const flag: Check = (value, path, report) => {
  if (typeof value !== "boolean") report(path, "This must be true or false.");
};
const list: Check = (value, path, report) => {
  if (!Array.isArray(value)) report(path, "This must be a list.");
};
const schemaList: Check = (value, path, report) => {
  if (!Array.isArray(value) || value.length === 0) return report(path, "This must be a list of schemas.");
  for (const [index, schema] of value.entries()) check(schema, [...path, index], report);
};
const schemaMap: Check = (value, path, report) => {
  if (!isObject(value)) return report(path, "This must be an object whose values are schemas.");
  for (const [key, schema] of Object.entries(value)) check(schema, [...path, key], report);
};

type Check = (value: unknown, path: Path, report: Report) => void;

const keywords: Record<string, Check> = {
  type(value, path, report) {
    const named = Array.isArray(value) ? value : [value];
    for (const name of named)
      if (!types.includes(name as string))
        report(path, `${JSON.stringify(name)} is no type. Use one of ${types.join(", ")}.`);
  },
  properties: schemaMap,
  patternProperties: schemaMap,
  $defs: schemaMap,
  definitions: schemaMap,
  required(value, path, report) {
    if (!Array.isArray(value) || value.some((name) => typeof name !== "string"))
      report(path, "This must be a list of property names.");
  },
  additionalProperties: check,
  items(value, path, report) {
    if (Array.isArray(value)) schemaList(value, path, report);
    else check(value, path, report);
  },
  prefixItems: schemaList,
  contains: check,
  not: check,
  anyOf: schemaList,
  allOf: schemaList,
  oneOf: schemaList,
  enum: list,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: number,
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  minProperties: count,
  maxProperties: count,
  uniqueItems: flag,
  pattern(value, path, report) {
    try {
      new RegExp(String(value), "u");
    } catch {
      report(path, "This is no valid regular expression.");
    }
  },
  $ref(value, path, report) {
    if (typeof value !== "string") report(path, 'This must be a text such as "#/$defs/name".');
  },
};

function check(schema: unknown, path: Path, report: Report): void {
  if (typeof schema === "boolean") return;
  if (!isObject(schema)) {
    report(path, "A schema is an object, or true or false.");
    return;
  }
  for (const [keyword, value] of Object.entries(schema))
    keywords[keyword]?.(value, [...path, keyword], report);
}

/** Problems of a text that should be a JSON schema whose top level is an object. */
export function schemaProblems(text: string): { schema?: Record<string, unknown>; problems: Problem[] } {
  const { value, problems } = readJson(text);
  if (problems.length > 0) return { problems };
  if (!isObject(value))
    return { problems: [problemAt(text, 0, text.length, "A schema is an object: { … }.")] };
  const found: Problem[] = [];
  check(value, [], (path, message) => {
    const { from, to } = locate(text, path);
    found.push(problemAt(text, from, to, message));
  });
  if (found.length === 0) {
    const missing = missingReference(value);
    if (missing)
      found.push(
        problemAt(
          text,
          Math.max(text.indexOf(`"${missing}"`), 0),
          text.length,
          `Nothing is defined at “${missing}”.`,
        ),
      );
  }
  return found.length > 0 ? { problems: found } : { schema: value, problems: [] };
}

/** A `$ref` of the schema that leads nowhere. */
function missingReference(schema: Record<string, unknown>): string | undefined {
  const known = dereference(schema as Schema);
  let missing: string | undefined;
  JSON.stringify(schema, (key, value) => {
    if (key === "$ref" && typeof value === "string" && value.startsWith("#")) {
      const found = Object.keys(known).some(
        (uri) => uri.endsWith(value) || (value === "#" && uri.length > 0),
      );
      if (!found) missing ??= value;
    }
    return value;
  });
  return missing;
}

/** What in a value does not match a schema, in words; empty when all does. */
export function mismatches(schema: Record<string, unknown>, value: unknown): string[] {
  const { errors } = new Validator(schema as Schema, "2020-12", false).validate(value);
  return errors.map(
    ({ instanceLocation, error }) => `${instanceLocation.replace(/^#\/?/, "") || "value"}: ${error}`,
  );
}
