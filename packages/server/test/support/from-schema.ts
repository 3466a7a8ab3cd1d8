import fc from "fast-check";

/** The part of JSON Schema that the server's own document uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

interface Document {
  components: { schemas: Record<string, unknown> };
}

/** Values that match a schema; optional fields are there one time in three. */
export const fromSchema = (schema: Schema, document: Document): fc.Arbitrary<unknown> => {
  const build = (inner: Schema): fc.Arbitrary<unknown> => fromSchema(inner, document);
  if (schema.$ref !== undefined) {
    return build(document.components.schemas[schema.$ref.split("/").at(-1)!] as Schema);
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map(build));
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "string":
      return string(schema);
    case "integer":
      return fc.integer({ min: bounded(schema.minimum, -1000), max: bounded(schema.maximum, 1000) });
    case "number":
      return fc.double({
        min: schema.exclusiveMinimum ?? schema.minimum ?? -1e6,
        max: schema.maximum ?? 1e6,
        minExcluded: schema.exclusiveMinimum !== undefined,
        noNaN: true,
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(build(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case "object":
      return object(schema, build);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
};

const bounded = (limit: number | undefined, most: number) =>
  limit === undefined ? most : Math.max(-1000, Math.min(1000, limit));

const string = (schema: Schema) =>
  schema.pattern === undefined
    ? fc.string({
        unit: "grapheme",
        minLength: schema.minLength ?? 0,
        maxLength: Math.max(schema.minLength ?? 0, Math.min(schema.maxLength ?? 12, 12)),
      })
    : fc.stringMatching(new RegExp(schema.pattern));

const object = (schema: Schema, build: (inner: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  if (!schema.properties && typeof schema.additionalProperties === "object") {
    return fc.dictionary(string(schema.propertyNames ?? {}), build(schema.additionalProperties), {
      maxKeys: 3,
    });
  }
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([name, inner]) => {
    const value = build(inner);
    return required.has(name)
      ? value.map((given): [string, unknown][] => [[name, given]])
      : fc.oneof(
          { weight: 2, arbitrary: fc.constant<[string, unknown][]>([]) },
          { weight: 1, arbitrary: value.map((given): [string, unknown][] => [[name, given]]) },
        );
  });
  return fc.tuple(...fields).map((entries) => Object.fromEntries(entries.flat()));
};
