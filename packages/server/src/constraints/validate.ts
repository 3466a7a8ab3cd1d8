import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";

/** Formats are held to while the answer is written; what a schema doesn't know is an annotation. */
const options = { strict: false, validateFormats: false, logger: false, multipleOfPrecision: 6 } as const;

/**
 * The first thing about a JSON value that breaks its schema, with its JSON pointer in the value; undefined when
 * nothing does. Not bounded in time by itself: the compiler runs it in a thread that it can end.
 */
export function firstProblem(schema: unknown, value: unknown): string | undefined {
  const validate = validator(schema);
  if (validate(value) === true) return undefined;
  const { instancePath, message } = (validate.errors as ErrorObject[])[0]!;
  return `${instancePath === "" ? "the value" : instancePath} ${message}`;
}

function validator(schema: unknown): ValidateFunction {
  const dialect = (schema as { $schema?: unknown }).$schema;
  const is = (draft: string) => typeof dialect === "string" && dialect.includes(draft);
  const Dialect = is("draft-0") ? Ajv : is("2019-09") ? Ajv2019 : Ajv2020;
  // Without its dialect the schema is read by the one chosen, which may not have that address.
  const { $schema: _, ...rest } = schema as Record<string, unknown>;
  return new Dialect(options).compile(typeof schema === "boolean" ? schema : rest);
}
