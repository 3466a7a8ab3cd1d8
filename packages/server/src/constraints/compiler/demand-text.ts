import type { ConstraintDemand } from "../constraint.js";
import { UnsupportedSchemaError } from "../errors.js";
import type { Task } from "./messages.js";

/** Characters and members that a demand may have, all schemas, names and grammars together. */
const largest = 1_500_000;
const deepest = 500;

/**
 * The demand as text, which is what crosses to the threads and what results are remembered by. Costs no more than
 * the limits allow, whatever the demand is. Throws {@link UnsupportedSchemaError} for what exceeds them.
 */
export function demandText({ format, tools }: ConstraintDemand): string {
  const left = { size: largest };
  measure(format, "/response_format", left);
  measure(tools?.tools, "/tools", left);
  return JSON.stringify({ demand: { format, tools } } satisfies Task);
}

/** The question whether a JSON value satisfies a schema, as text. */
export function validationText(schema: unknown, value: string): string {
  return JSON.stringify({ schema, value } satisfies Task);
}

function measure(root: unknown, path: string, left: { size: number }): void {
  const pending: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, depth } = next;
    left.size -= typeof value === "string" ? value.length + 1 : 1;
    if (typeof value === "object" && value !== null) {
      if (depth === deepest) throw new UnsupportedSchemaError(path, "schema", "it is nested too deeply");
      // A list is read no further than the limit: it may hold millions.
      for (const key in value) {
        left.size -= key.length;
        pending.push({ value: (value as Record<string, unknown>)[key], depth: depth + 1 });
        if (pending.length > left.size) break;
      }
    }
    if (left.size < 0 || pending.length > left.size) {
      const reason = `it is too large: more than ${largest} characters and members`;
      throw new UnsupportedSchemaError(path, "schema", reason);
    }
  }
}
