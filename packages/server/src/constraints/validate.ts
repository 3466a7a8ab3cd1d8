import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject } from "./schema/node.js";
import { noSchemas, schemaMaps } from "./schema/vocabulary.js";

/** Formats are held to while the answer is written; what a schema doesn't know is an annotation. */
const options = { strict: false, validateFormats: false, logger: false, multipleOfPrecision: 6 } as const;

/**
 * The first thing about a JSON text that breaks a schema, with its JSON pointer in the value; undefined when nothing
 * does. Not bounded in time by itself: the compiler runs it in a thread that it can end.
 */
export function firstProblem(schema: unknown, json: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return "the value is not complete JSON";
  }
  const validate = validator(schema);
  if (validate(value) === true) return undefined;
  const { instancePath, message } = (validate.errors as ErrorObject[])[0]!;
  return `${instancePath === "" ? "the value" : instancePath} ${message}`;
}

/** Throws an Error for a schema that can't be compiled. */
export function validator(schema: unknown): ValidateFunction {
  if (typeof schema === "boolean") return new Ajv2020(options).compile(schema);
  // Read by the dialect that is chosen here, which may not know the address that the schema gives.
  const { $schema: dialect, ...rest } = schema as Record<string, unknown>;
  const is = (draft: string) => typeof dialect === "string" && dialect.includes(draft);
  const Dialect = is("draft-0") ? Ajv : is("2019-09") ? Ajv2019 : Ajv2020;
  return new Dialect(options).compile(modern(rest) as object);
}

/** What draft 4 wrote differently: `id`, and exclusive bounds as flags. */
function modern(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modern);
  if (!isObject(schema)) return schema;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "id" && typeof value === "string") continue;
    if (schemaMaps.has(key) && isObject(value)) {
      result[key] = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, modern(child)]));
    } else result[key] = noSchemas.has(key) ? value : modern(value);
  }
  for (const [flag, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof schema[flag] !== "boolean") continue;
    delete result[flag];
    if (schema[flag] && bound in schema) {
      result[flag] = schema[bound];
      delete result[bound];
    }
  }
  return result;
}
