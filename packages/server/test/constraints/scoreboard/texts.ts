const mostPermuted = 5;

/** Texts of a valid instance that a model might write: its own order of keys, the schema's, and permutations at the top. */
export function* textsOf(data: unknown, schema: unknown): Generator<string> {
  const seen = new Set<string>();
  for (const value of orders(data, schema)) {
    for (const text of [JSON.stringify(value), spaced(value)]) {
      if (!seen.has(text)) yield text;
      seen.add(text);
    }
  }
}

function* orders(data: unknown, schema: unknown): Generator<unknown> {
  yield data;
  yield inSchemaOrder(data, schema);
  if (!isObject(data)) return;
  const keys = Object.keys(data);
  if (keys.length > mostPermuted) return;
  for (const order of permutations(keys)) yield Object.fromEntries(order.map((key) => [key, data[key]]));
}

/** The value with the keys of each object as the schemas that speak of it name them; others behind these. */
function inSchemaOrder(data: unknown, root: unknown): unknown {
  return ordered(data, [root], root);
}

function ordered(data: unknown, schemas: readonly unknown[], root: unknown): unknown {
  const all = [...applied(schemas, root)];
  if (Array.isArray(data)) {
    const items = all.flatMap(({ items: one, additionalItems }) => [one, additionalItems].flat());
    return data.map((item) => ordered(item, items, root));
  }
  if (!isObject(data)) return data;
  const named = all.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : []));
  const keys = new Set([...named, ...Object.keys(data)].filter((key) => Object.hasOwn(data, key)));
  return Object.fromEntries([...keys].map((key) => [key, ordered(data[key], ofKey(all, key), root)]));
}

/** Those that a value has to do with where it has to do with these: what they refer to and consist of. */
function applied(schemas: readonly unknown[], root: unknown): Set<Record<string, unknown>> {
  const found = new Set(schemas.filter(isObject));
  for (const { $ref, allOf, anyOf, oneOf, if: condition, then, else: otherwise } of found) {
    const parts = [referred($ref, root), allOf, anyOf, oneOf, condition, then, otherwise];
    for (const part of parts.flat()) if (isObject(part)) found.add(part);
  }
  return found;
}

function referred(reference: unknown, root: unknown): unknown {
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
  let here = root;
  for (const part of decodeURIComponent(reference).split("/").slice(1)) {
    here = (here as Record<string, unknown> | undefined)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return here;
}

function ofKey(schemas: readonly Record<string, unknown>[], key: string): unknown[] {
  return schemas.flatMap(({ properties, patternProperties, additionalProperties }) => [
    isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : additionalProperties,
    ...(isObject(patternProperties) ? Object.values(patternProperties) : []),
  ]);
}

function* permutations(keys: string[]): Generator<string[]> {
  if (keys.length <= 1) yield keys;
  for (const [index, first] of keys.entries()) {
    if (keys.length === 1) return;
    for (const rest of permutations([...keys.slice(0, index), ...keys.slice(index + 1)]))
      yield [first, ...rest];
  }
}

/** With a space after `:` and `,`. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`)
    .join(", ")}}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
