import { readFileSync } from "node:fs";

/** A value as it is on the wire and as it is in TypeScript. */
export interface Sample {
  wire: unknown;
  typed: unknown;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
}

export type Schemas = Record<string, Schema>;

export const readSchemas = (file: string): Schemas =>
  JSON.parse(readFileSync(new URL(`../fixtures/${file}`, import.meta.url), "utf8"));

/** Keys whose values hold the provider's own keys: the SDK hands them through. */
const verbatim = new Set(["reasoning_details", "metadata"]);

const same = (value: unknown): Sample => ({ wire: value, typed: value });

const camelCase = (key: string): string =>
  key
    .split("_")
    .map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");

/** Values of a schema that together have each of its properties and each of its alternatives, at every depth. */
export function samples(schemas: Schemas, schema: Schema, asIs = false): Sample[] {
  const of = (inner: Schema, innerAsIs = asIs) => samples(schemas, inner, innerAsIs);
  if (schema.$ref) return of(schemas[schema.$ref.split("/").at(-1)!]!);
  if (schema.const !== undefined) return [same(schema.const)];
  if (schema.enum) return schema.enum.map(same);
  const alternatives = schema.oneOf ?? schema.anyOf ?? schema.allOf?.filter((part) => part.$ref);
  if (alternatives) return alternatives.flatMap((part) => of(part));
  const types = [schema.type ?? "any"].flat();
  return types.flatMap((type) => {
    if (type === "object") return objects(schema);
    if (type === "array") {
      const items = of(schema.items ?? {});
      return [{ wire: items.map(({ wire }) => wire), typed: items.map(({ typed }) => typed) }];
    }
    if (type === "any") return [same({ any_key: { other_key: 1 }, someKey: null })];
    return [same({ string: "text", number: 0.5, integer: 1, boolean: true, null: null }[type])];
  });

  function objects({ properties = {}, additionalProperties, required = [] }: Schema): Sample[] {
    const members = Object.entries(properties).map(([key, property]) => ({
      key,
      name: asIs ? key : camelCase(key),
      values: of(property, asIs || verbatim.has(key)),
    }));
    if (typeof additionalProperties === "object") {
      for (const key of ["own_key", "ownKey"]) {
        members.push({ key, name: key, values: of(additionalProperties, true) });
      }
    }
    const count = Math.max(1, ...members.map(({ values }) => values.length));
    return Array.from({ length: count }, (_, i) => {
      const wire: Record<string, unknown> = {};
      const typed: Record<string, unknown> = {};
      for (const { key, name, values } of members) {
        // What has been shown is shown again only where it is needed, and lists then as empty ones.
        const again = i >= values.length;
        if (again && !required.includes(key)) continue;
        const value = values[i % values.length]!;
        const empty = again && Array.isArray(value.wire);
        wire[key] = empty ? [] : value.wire;
        typed[name] = empty ? [] : value.typed;
      }
      return { wire, typed };
    });
  }
}

/** Every name of a property in the schemas. */
export function propertyNames(schemas: Schemas): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "properties") for (const name of Object.keys(inner as object)) names.add(name);
      visit(inner);
    }
  };
  visit(schemas);
  return names;
}
