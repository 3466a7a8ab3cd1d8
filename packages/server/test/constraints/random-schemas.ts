/** A random JSON schema, and random values that have a chance to satisfy it. */
export function schemaMaker(next: () => number) {
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const chance = (probability: number) => next() < probability;
  const number = () => pick([0, 1, -1, 2, 5, 10, -3, 0.5, 1.5, -2.25, 100, 7, 0.01]);
  const text = () => pick(["", "a", "b", "ab", "abc", "x1", "é", '"', "2024-01-01", "aa"]);
  type Schema = Record<string, unknown>;

  const value = (depth: number): unknown => {
    const kind = below(depth > 0 ? 8 : 6);
    if (kind === 0) return null;
    if (kind === 1) return chance(0.5);
    if (kind <= 3) return number();
    if (kind <= 5) return text();
    if (kind === 6) return Array.from({ length: below(4) }, () => value(depth - 1));
    const keys = ["a", "b", "c", "ab", "d"].filter(() => chance(0.4));
    return Object.fromEntries(keys.map((key) => [key, value(depth - 1)]));
  };

  const some = (schema: Schema, keyword: string, probability: number, make: () => unknown) => {
    if (chance(probability)) schema[keyword] = make();
  };

  const strings = (s: Schema) => {
    some(s, "minLength", 0.3, () => below(4));
    some(s, "maxLength", 0.3, () => below(6));
    some(s, "pattern", 0.3, () =>
      pick(["^a", "b$", "^[ab]*$", "^[a-z]{1,3}\\d?$", "a|^b", "[^a]", "^(?!a)"]),
    );
    some(s, "format", 0.1, () => pick(["date", "email", "uuid", "ipv4"]));
  };
  const numbers = (s: Schema) => {
    some(s, "minimum", 0.3, number);
    some(s, "maximum", 0.3, number);
    some(s, "exclusiveMinimum", 0.2, number);
    some(s, "exclusiveMaximum", 0.2, number);
    some(s, "multipleOf", 0.2, () => pick([2, 3, 0.5, 5, 0.25, 7]));
  };
  const arrays = (s: Schema, depth: number) => {
    some(s, "items", 0.7, () => schema(depth - 1));
    some(s, "prefixItems", 0.3, () => [schema(depth - 1), schema(depth - 1)]);
    some(s, "minItems", 0.3, () => below(3));
    some(s, "maxItems", 0.4, () => below(5));
    some(s, "uniqueItems", 0.15, () => true);
    some(s, "contains", 0.2, () => schema(depth - 1));
    some(s, "maxContains", 0.1, () => 1 + below(2));
    some(s, "minContains", 0.1, () => below(3));
  };
  const objects = (s: Schema, depth: number) => {
    const names = ["a", "b", "c", "ab"].filter(() => chance(0.5));
    some(s, "properties", 0.8, () => Object.fromEntries(names.map((name) => [name, schema(depth - 1)])));
    some(s, "required", 0.5, () => ["a", "b", "d"].filter(() => chance(0.3)));
    some(s, "additionalProperties", 0.6, () => (chance(0.5) ? chance(0.4) : schema(depth - 1)));
    some(s, "patternProperties", 0.2, () => ({ [pick(["^a", "b$"])]: schema(depth - 1) }));
    some(s, "minProperties", 0.15, () => below(3));
    some(s, "maxProperties", 0.15, () => below(4));
    some(s, "propertyNames", 0.1, () => ({ pattern: "^[a-z]{1,2}$" }));
    some(s, "dependentRequired", 0.1, () => ({ a: ["b"] }));
    some(s, "dependentSchemas", 0.1, () => ({ b: schema(depth - 1) }));
  };
  const applicators = (s: Schema, depth: number) => {
    const keyword = pick(["anyOf", "oneOf", "allOf", "not", "if", "$ref"]);
    const part = () => schema(depth - 1);
    if (keyword === "not") s.not = part();
    else if (keyword === "$ref") s.$ref = "#/$defs/x";
    else if (keyword === "if") {
      s.if = part();
      some(s, "then", 0.7, part);
      some(s, "else", 0.7, part);
    } else s[keyword] = [part(), part(), ...(chance(0.3) ? [part()] : [])];
  };

  const schema = (depth: number): boolean | Schema => {
    if (chance(0.05)) return chance(0.8);
    const s: Schema = {};
    const type = pick([
      "string",
      "number",
      "integer",
      "object",
      "array",
      "boolean",
      "null",
      "any",
      "several",
    ]);
    if (type === "several")
      s.type = [pick(["string", "null", "integer"]), pick(["object", "array", "boolean"])];
    else if (type !== "any") s.type = type;
    if (type === "string" || type === "several") strings(s);
    if (type === "number" || type === "integer" || type === "several") numbers(s);
    if (depth > 0 && (type === "array" || type === "several")) arrays(s, depth);
    if (depth > 0 && (type === "object" || type === "several" || type === "any")) objects(s, depth);
    if (depth > 0 && chance(0.2)) applicators(s, depth);
    some(s, "enum", 0.08, () => [value(1), value(1), value(2)]);
    some(s, "const", 0.03, () => value(2));
    return s;
  };

  const document = (): boolean | Schema => {
    const root = schema(3);
    return typeof root === "boolean" ? root : { ...root, $defs: { x: schema(2) } };
  };
  return { document, value: () => value(3) };
}
