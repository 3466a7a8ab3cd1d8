import type { ChatFormatJsonSchemaConfig } from "../models/index.js";
import type { StandardSchema } from "../types/standard-schema.js";
import { isObject } from "../wire/object.js";

/** Key of the schema in a format; a symbol, so that it isn't sent. */
export const schemaOf: unique symbol = Symbol("schema");

/** A `responseFormat` that knows the schema that it was made of. The API gets its JSON Schema. */
export interface JsonSchemaFormat<Input = unknown, Output = Input> extends ChatFormatJsonSchemaConfig {
  /** @internal */
  readonly [schemaOf]: StandardSchema<Input, Output>;
}

/** Options of {@link jsonSchema}. */
export interface JsonSchemaOptions {
  /** Name of the schema, at most 64 letters, digits, `_` and `-`; the model reads it. Default `"answer"`. */
  name?: string | undefined;
  /** What the answer stands for; the model reads it. */
  description?: string | undefined;
  /**
   * Whether the provider must keep to the schema exactly. Default: `true` when every property is required, which
   * is what providers ask of strict schemas; otherwise the provider's default.
   */
  strict?: boolean | undefined;
  /** The JSON Schema to send, for schemas that can't make their own. */
  schema?: Record<string, unknown> | undefined;
}

/**
 * The `responseFormat` that asks for JSON of a schema: of zod 4.2, arktype 2.1.28, valibot with
 * `toStandardJsonSchema` of `@valibot/to-json-schema`, or any other Standard Schema. The answer is parsed and
 * validated by `chatParse`; `chat.send` takes the format too and leaves the answer as text.
 *
 * What the schema validates is what the model shall write: a schema that transforms gives the model the form before.
 * Objects whose schema says nothing of further properties get none.
 *
 * @throws {TypeError} when the schema has no JSON Schema and none is given
 */
export function jsonSchema<Input, Output>(
  schema: StandardSchema<Input, Output>,
  options: JsonSchemaOptions = {},
): JsonSchemaFormat<Input, Output> {
  const { name = "answer", description } = options;
  const closed = closeObjects(options.schema ?? toJsonSchema(schema)) as Record<string, unknown>;
  const strict = options.strict ?? (isStrict(closed) || undefined);
  return {
    type: "json_schema",
    jsonSchema: {
      name,
      ...(description && { description }),
      schema: closed,
      ...(strict !== undefined && { strict }),
    },
    [schemaOf]: schema,
  };
}

/** The JSON Schema of what a schema validates. Throws a `TypeError` when the library makes none. */
export function toJsonSchema(schema: StandardSchema): Record<string, unknown> {
  const { vendor, jsonSchema } = schema["~standard"];
  const made = jsonSchema?.input({ target: "draft-2020-12" });
  if (made) return made;
  const hint = vendor === "valibot" ? ": wrap it by toStandardJsonSchema of @valibot/to-json-schema" : "";
  throw new TypeError(`This schema of ${vendor} makes no JSON Schema${hint}; or give one as \`schema\``);
}

/**
 * Keywords below which nothing is changed: their values are the user's, or schemas of a part of an object, which closing
 * would turn against the other parts.
 */
const untouched = [
  "const",
  "enum",
  "default",
  "examples",
  "allOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
];

/** Keywords beside which an object may have properties that it doesn't list itself. */
const opening = [
  "additionalProperties",
  "patternProperties",
  "unevaluatedProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "$ref",
  "if",
];

/** A copy in which objects that list their properties and say nothing of others have no others. */
export function closeObjects(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closeObjects);
  if (!isObject(schema)) return schema;
  const copy: Record<string, unknown> = mapValues(schema, (value, key) => {
    if (untouched.includes(key)) return value;
    // The names of properties are no keywords.
    return key === "properties" && isObject(value) ? mapValues(value, closeObjects) : closeObjects(value);
  });
  const closes = isObject(copy.properties) && !opening.some((key) => key in copy);
  return closes ? { ...copy, additionalProperties: false } : copy;
}

const mapValues = (object: object, map: (value: unknown, key: string) => unknown) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));

/** Whether every object in a schema has a fixed set of properties, which is what providers ask of strict schemas. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isObject(schema)) return true;
  const { type, properties, required = [], additionalProperties } = schema;
  const names = isObject(properties) ? Object.keys(properties) : [];
  const object = type === "object" || (Array.isArray(type) && type.includes("object")) || names.length > 0;
  return (
    !(object && additionalProperties !== false) &&
    !("allOf" in schema) &&
    names.every((name) => required.includes(name)) &&
    Object.entries(schema).every(
      ([key, value]) =>
        untouched.includes(key) || isStrict(key === "properties" ? Object.values(value) : value),
    )
  );
}
