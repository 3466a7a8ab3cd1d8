import type { z } from "zod";
import { describeIssue, type FieldProblem, formatPath } from "./issues.js";

export type Validation<T> =
  | { ok: true; value: T; unknownFields: string[] }
  | { ok: false; problems: [FieldProblem, ...FieldProblem[]] };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** Paths that are in `given` but not in `understood`, which the schema has stripped. */
const missing = (given: unknown, understood: unknown, path: PropertyKey[], found: string[]): string[] => {
  if (!isObject(given) || !isObject(understood) || given === understood || found.length >= 20) return found;
  for (const [key, value] of Object.entries(given)) {
    const here = [...path, Array.isArray(given) ? Number(key) : key];
    if (Object.hasOwn(understood, key)) missing(value, understood[key], here, found);
    else found.push(formatPath(here));
  }
  return found;
};

/** Checks a body and tells which of its fields the schema does not know. */
export const validate = <T>(schema: z.ZodType<T>, body: unknown): Validation<T> => {
  const result = schema.safeParse(body);
  if (result.success) {
    return { ok: true, value: result.data, unknownFields: missing(body, result.data, [], []) };
  }
  const [first, ...others] = result.error.issues.slice(0, 5).map((issue) => describeIssue(issue, body));
  return { ok: false, problems: [first!, ...others] };
};
