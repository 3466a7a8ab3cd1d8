import { accepts, allTexts, intersect, isEmpty, subtract } from "../../automata/dfa.js";
import { regexToDfa } from "../../automata/regex.js";
import { anyDemand, both, type Demand, isNever, noDemand } from "../demand.js";
import type { Leniency } from "../leniency.js";
import { countOf, enforcing, entriesOf, fail, member, namesOf, pointer, type SchemaNode } from "../node.js";
import { type ObjectShape, type OtherProperties, objectShape, type Property } from "../object-shape.js";
import { type StringSet, withLength } from "../string-set.js";

export const objectKeywords = [
  "properties",
  "patternProperties",
  "additionalProperties",
  "propertyNames",
  "required",
  "minProperties",
  "maxProperties",
  "unevaluatedProperties",
] as const;

type ToDemand = (schema: unknown, path: string) => Demand;

/** The objects that the object keywords of a schema allow together; undefined when there are none. */
export function objectsOf(
  node: SchemaNode,
  demandOf: ToDemand,
  stringsOf: (demand: Demand) => StringSet,
  hasApplicators: boolean,
  leniency: Leniency,
): ObjectShape | undefined {
  const groups = keyGroups(node, demandOf, hasApplicators, leniency);
  const named = namedProperties(node, demandOf, groups);
  const shape: Partial<ObjectShape> = {
    named,
    others: groups.filter(({ demand }) => !isNever(demand)),
    min: countOf(node, "minProperties") ?? 0,
    max: countOf(node, "maxProperties") ?? Number.POSITIVE_INFINITY,
    path: node.path,
    declared:
      member(node.schema, "properties") !== undefined ||
      member(node.schema, "patternProperties") !== undefined,
  };
  const names = member(node.schema, "propertyNames");
  if (names === undefined) return objectShape(shape);
  const allowed = stringsOf(demandOf(names, pointer(node.path, "propertyNames")));
  return objectShape({ ...shape, ...restrictNames(node, named, shape.others!, allowed) });
}

/** Keys by the patterns that they match, each with what its value has to satisfy. */
function keyGroups(
  node: SchemaNode,
  demandOf: ToDemand,
  hasApplicators: boolean,
  leniency: Leniency,
): OtherProperties[] {
  let groups: (OtherProperties & { matched: boolean })[] = [
    { keys: allTexts, demand: anyDemand, implicit: false, matched: false },
  ];
  for (const [pattern, schema] of entriesOf(node, "patternProperties")) {
    const demand = demandOf(schema, pointer(node.path, "patternProperties", pattern));
    groups = enforcing(node, "patternProperties", () => {
      const keys = regexToDfa(pattern);
      return groups.flatMap((group) => [
        { ...group, keys: intersect(group.keys, keys), demand: both(group.demand, demand), matched: true },
        { ...group, keys: subtract(group.keys, keys) },
      ]);
    });
  }
  const rest = restDemand(node, demandOf, hasApplicators, leniency);
  return groups
    .filter(({ keys }) => !isEmpty(keys))
    .map(({ keys, demand, matched }) =>
      matched
        ? { keys, demand, implicit: false }
        : { keys, demand: rest ?? anyDemand, implicit: rest === undefined },
    );
}

function restDemand(
  node: SchemaNode,
  demandOf: ToDemand,
  hasApplicators: boolean,
  leniency: Leniency,
): Demand | undefined {
  const additional = member(node.schema, "additionalProperties");
  if (additional !== undefined) return demandOf(additional, pointer(node.path, "additionalProperties"));
  const unevaluated = member(node.schema, "unevaluatedProperties");
  if (unevaluated === undefined) return undefined;
  if (hasApplicators) {
    const reason = 'can\'t be enforced beside other applicators; use "additionalProperties"';
    leniency.leave(node.path, "unevaluatedProperties", reason);
    return undefined;
  }
  return demandOf(unevaluated, pointer(node.path, "unevaluatedProperties"));
}

function namedProperties(
  node: SchemaNode,
  demandOf: ToDemand,
  groups: OtherProperties[],
): Map<string, Property> {
  const required = new Set(namesOf(node, "required"));
  const named = new Map<string, Property>();
  const group = (name: string) => groups.find(({ keys }) => accepts(keys, name));
  for (const [name, schema] of entriesOf(node, "properties")) {
    const own = demandOf(schema, pointer(node.path, "properties", name));
    const byPattern = matchesPattern(node, name) ? (group(name)?.demand ?? noDemand) : anyDemand;
    named.set(name, { demand: both(own, byPattern), required: required.has(name) });
  }
  for (const name of required) {
    if (!named.has(name)) named.set(name, { demand: group(name)?.demand ?? noDemand, required: true });
  }
  return named;
}

function matchesPattern(node: SchemaNode, name: string): boolean {
  return entriesOf(node, "patternProperties").some(([pattern]) => new RegExp(pattern, "u").test(name));
}

function restrictNames(
  node: SchemaNode,
  named: Map<string, Property>,
  others: readonly OtherProperties[],
  allowed: StringSet,
): Partial<ObjectShape> {
  const keys = enforcing(node, "propertyNames", () => withLength(allowed));
  const kept = new Map<string, Property>();
  for (const [name, property] of named) {
    const fits = accepts(keys, name);
    if (!fits && property.required && !allowed.exact) {
      fail(node, "propertyNames", `it can't be decided whether "${name}", which is required, has the format`);
    }
    kept.set(name, fits ? property : { ...property, demand: noDemand });
  }
  const rest = others.map((group) => ({ ...group, keys: intersect(group.keys, keys), implicit: false }));
  return { named: kept, others: rest.filter((group) => !isEmpty(group.keys)), exact: allowed.exact };
}
