import { UserError } from "../user-error.js";

/** What a command prints when it ends badly: the reason, then the remedy. No stack. */
export function describeFailure(error: unknown): string {
  if (error instanceof UserError) return `${error.message}\n${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
