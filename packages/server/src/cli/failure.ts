import { UserError } from "../user-error.js";
import { plainText } from "./terminal-text.js";

/** What a command prints when it ends badly: the reason, then the remedy. No stack, no commands for the terminal. */
export function describeFailure(error: unknown): string {
  if (error instanceof UserError) return plainText(`${error.message}\n${error.remedy}`);
  return plainText(error instanceof Error ? error.message : String(error));
}
