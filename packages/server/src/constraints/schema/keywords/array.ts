import { type ArrayShape, arrayShape } from "../array-shape.js";
import { anyDemand, type Demand, noDemand } from "../demand.js";
import type { Leniency } from "../leniency.js";
import { countOf, fail, flagOf, listOf, member, pointer, type SchemaNode } from "../node.js";

export const arrayKeywords = [
  "items",
  "prefixItems",
  "additionalItems",
  "contains",
  "minContains",
  "maxContains",
  "minItems",
  "maxItems",
  "uniqueItems",
  "unevaluatedItems",
] as const;

type ToDemand = (schema: unknown, path: string) => Demand;

/** The arrays that the array keywords of a schema allow together; undefined when there are none. */
export function arraysOf(
  node: SchemaNode,
  demandOf: ToDemand,
  hasApplicators: boolean,
  leniency: Leniency,
): ArrayShape | undefined {
  const { prefix, rest } = itemsOf(node, demandOf, hasApplicators, leniency);
  const max = countOf(node, "maxItems") ?? Number.POSITIVE_INFINITY;
  const unique = flagOf(node, "uniqueItems");
  const min = countOf(node, "minItems") ?? 0;
  return arrayShape({
    prefix,
    rest,
    min,
    max,
    unique,
    contains: containsOf(node, demandOf),
    path: node.path,
  });
}

function itemsOf(node: SchemaNode, demandOf: ToDemand, hasApplicators: boolean, leniency: Leniency) {
  const items = member(node.schema, "items");
  const tuple = Array.isArray(items) ? "items" : "prefixItems";
  const schemas = listOf(node, tuple) ?? [];
  const prefix = schemas.map((schema, i) => demandOf(schema, pointer(node.path, tuple, i)));
  const restKeyword = tuple === "items" ? "additionalItems" : "items";
  const restSchema = member(node.schema, restKeyword);
  if (restSchema !== undefined)
    return { prefix, rest: demandOf(restSchema, pointer(node.path, restKeyword)) };
  const unevaluated = member(node.schema, "unevaluatedItems");
  if (unevaluated === undefined) return { prefix, rest: anyDemand };
  if (member(node.schema, "contains") !== undefined)
    fail(node, "unevaluatedItems", 'can\'t be enforced beside "contains"; use "items"');
  if (hasApplicators) {
    const reason = 'can\'t be enforced beside other applicators; use "items" in the schemas themselves';
    leniency.leave(node.path, "unevaluatedItems", reason);
    return { prefix, rest: anyDemand };
  }
  return { prefix, rest: demandOf(unevaluated, pointer(node.path, "unevaluatedItems")) };
}

function containsOf(node: SchemaNode, demandOf: ToDemand) {
  const schema = member(node.schema, "contains");
  if (schema === undefined) return [];
  const demand = demandOf(schema, pointer(node.path, "contains"));
  const min = countOf(node, "minContains") ?? 1;
  const max = countOf(node, "maxContains") ?? Number.POSITIVE_INFINITY;
  if (min === 0 && max === Number.POSITIVE_INFINITY) return [];
  return [{ demand: min > max ? noDemand : demand, min: min > max ? 1 : min, max }];
}
