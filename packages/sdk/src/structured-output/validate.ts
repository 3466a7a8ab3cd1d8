import type { StandardIssue, StandardSchema } from "../types/standard-schema.js";

/** A value of the schema, or what is wrong with the text. */
export type Validated<Output> =
  | { ok: true; value: Output }
  | { ok: false; path: string; reason: string; issues: readonly StandardIssue[] };

/** Parses a model's JSON text and validates it. Markdown's fence around the JSON is no part of it. */
export async function validateJson<Output>(
  text: string,
  schema: StandardSchema<unknown, Output>,
): Promise<Validated<Output>> {
  let json: unknown;
  try {
    json = JSON.parse(/^\s*```\w*\n(.*)\n\s*```\s*$/s.exec(text)?.[1] ?? text);
  } catch (error) {
    return { ok: false, path: "", reason: `not JSON: ${(error as Error).message}`, issues: [] };
  }
  const result = await schema["~standard"].validate(json);
  if (!result.issues) return { ok: true, value: result.value };
  const [first] = result.issues;
  return { ok: false, path: pathOf(first), reason: first?.message ?? "invalid", issues: [...result.issues] };
}

/** The place of an issue as JavaScript would write it, for example `hobbies[0].name`. */
function pathOf(issue: StandardIssue | undefined): string {
  return (issue?.path ?? [])
    .map((step) => (typeof step === "object" ? step.key : step))
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
