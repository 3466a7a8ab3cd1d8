import { ModelError } from "../models/index.js";

/** A failure of a command that its user can mend. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a command prints when it ends badly: the reason, then the remedy. No stack. */
export function describeFailure(error: unknown): string {
  if (error instanceof CommandError || error instanceof ModelError) {
    return `${error.message}\n${error.remedy}`;
  }
  return error instanceof Error ? error.message : String(error);
}
