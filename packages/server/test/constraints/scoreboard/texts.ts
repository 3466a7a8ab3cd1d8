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

function inSchemaOrder(data: unknown, schema: unknown): unknown {
  const at = isObject(schema) ? schema : {};
  if (Array.isArray(data)) return data.map((item) => inSchemaOrder(item, at.items));
  if (!isObject(data)) return data;
  const properties = isObject(at.properties) ? at.properties : {};
  const known = Object.keys(properties).filter((key) => Object.hasOwn(data, key));
  const others = Object.keys(data).filter((key) => !Object.hasOwn(properties, key));
  return Object.fromEntries(
    [...known, ...others].map((key) => [key, inSchemaOrder(data[key], properties[key])]),
  );
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
