import type { Context } from "hono";
import type { AppEnv } from "./context.js";

export interface Warnings {
  /** Paths of fields that nobody here knows, and nobody was sent. */
  unknownFields: readonly string[];
  /** Fields that the model doesn't honour. */
  ignored: readonly string[];
  others: readonly string[];
}

/** Tells the client, in a header, what of its request was not done as it says. */
export function warn(c: Context<AppEnv>, { unknownFields, ignored, others }: Warnings): void {
  const warnings = [
    ...(unknownFields.length > 0 ? [`unknown fields ignored: ${headerText(unknownFields)}`] : []),
    ...(ignored.length > 0 ? [`not supported by this model, ignored: ${headerText(ignored)}`] : []),
    ...others.map((other) => headerText([other])),
  ];
  if (warnings.length > 0) c.header("X-OpenRouter-Warnings", warnings.join("; "));
}

function headerText(names: readonly string[]): string {
  return names
    .join(", ")
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 1000);
}
