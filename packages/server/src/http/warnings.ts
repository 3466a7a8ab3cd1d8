import type { Context } from "hono";
import type { AppEnv } from "./context.js";

export interface Warnings {
  /** Paths of fields that nobody here knows, and nobody was sent. */
  unknownFields: readonly string[];
  /** Fields that the model doesn't honour. */
  ignored: readonly string[];
  others: readonly string[];
}

/** The header that tells the client what of its request was not done as it says; undefined where all was. */
export function warningHeader({ unknownFields, ignored, others }: Warnings): string | undefined {
  const warnings = [
    ...(unknownFields.length > 0 ? [`unknown fields ignored: ${headerText(unknownFields)}`] : []),
    ...(ignored.length > 0 ? [`not supported by this model, ignored: ${headerText(ignored)}`] : []),
    ...others.map((other) => headerText([other])),
  ];
  return warnings.length > 0 ? warnings.join("; ") : undefined;
}

export function warn(c: Context<AppEnv>, warnings: Warnings): void {
  const header = warningHeader(warnings);
  if (header) c.header("X-OpenRouter-Warnings", header);
}

function headerText(names: readonly string[]): string {
  return names
    .join(", ")
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 1000);
}
