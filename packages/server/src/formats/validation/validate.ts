import type { z } from "zod";
import { describeIssue, type FieldProblem, formatPath } from "./issues.js";

export type Validation<T> =
  | { ok: true; value: T; unknownFields: string[] }
  | { ok: false; problems: [FieldProblem, ...FieldProblem[]] };

/** Problems that are told at once; what comes after them is not looked at. */
const mostProblems = 5;
/** Unknown fields that are named. */
const mostNames = 20;

/** Checks a value and tells which of its fields the schema does not know. `path` is where the value stands. */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  body: unknown = value,
  path: PropertyKey[] = [],
): Validation<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    return { ok: true, value: result.data, unknownFields: missing(value, result.data, path, []) };
  }
  const issues = result.error.issues.slice(0, mostProblems);
  const [first, ...others] = issues.map((issue) => describeIssue(issue, body, path));
  return { ok: false, problems: [first!, ...others] };
}

/**
 * Checks the fields that are there, each by the schema of its name: most requests have few of the many that there are.
 * Every field must be one that may be left out.
 */
export function validateFields(
  schemas: Readonly<Record<string, z.ZodType>>,
  fields: Record<string, unknown>,
  body: unknown,
): Validation<Record<string, unknown>> {
  const value: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  const unknownFields: string[] = [];
  for (const [name, given] of Object.entries(fields)) {
    if (!Object.hasOwn(schemas, name)) {
      if (unknownFields.length < mostNames) unknownFields.push(formatPath([name]));
      continue;
    }
    const result = validate(schemas[name]!, given, body, [name]);
    if (!result.ok) problems.push(...result.problems);
    else {
      value[name] = result.value;
      unknownFields.push(...result.unknownFields.slice(0, mostNames - unknownFields.length));
    }
  }
  const [first, ...others] = problems.slice(0, mostProblems);
  return first ? { ok: false, problems: [first, ...others] } : { ok: true, value, unknownFields };
}

/** Checks the entries of a list one after the other and stops at the first few problems. Unknown fields are kept. */
export function validateEach<T>(
  schema: z.ZodType<T>,
  list: readonly unknown[],
  body: unknown,
  path: PropertyKey[],
): Validation<T[]> {
  const values: T[] = [];
  const problems: FieldProblem[] = [];
  const unknownFields: string[] = [];
  for (const [index, entry] of list.entries()) {
    const result = validate(schema, entry, body, [...path, index]);
    if (!result.ok) problems.push(...result.problems);
    else {
      const unknown = result.unknownFields.length > 0;
      values.push(unknown ? (withUnknown(entry, result.value) as T) : result.value);
      if (unknownFields.length < mostNames) unknownFields.push(...result.unknownFields);
    }
    if (problems.length >= mostProblems) break;
  }
  const [first, ...others] = problems.slice(0, mostProblems);
  return first ? { ok: false, problems: [first, ...others] } : { ok: true, value: values, unknownFields };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Paths that are in `given` but not in `understood`, which the schema has stripped. */
function missing(given: unknown, understood: unknown, path: PropertyKey[], found: string[]): string[] {
  if (!isObject(given) || !isObject(understood) || given === understood) return found;
  for (const [key, value] of Object.entries(given)) {
    if (found.length >= mostNames) return found;
    const here = [...path, Array.isArray(given) ? Number(key) : key];
    if (Object.hasOwn(understood, key)) missing(value, understood[key], here, found);
    else found.push(formatPath(here));
  }
  return found;
}

/** What was understood, with the fields of `given` that were not. */
function withUnknown(given: unknown, understood: unknown): unknown {
  if (!isObject(given) || !isObject(understood)) return understood;
  if (Array.isArray(understood)) {
    return understood.map((entry, index) => withUnknown((given as unknown as unknown[])[index], entry));
  }
  const result: Record<string, unknown> = { ...given };
  for (const [name, value] of Object.entries(understood)) result[name] = withUnknown(given[name], value);
  return result;
}
