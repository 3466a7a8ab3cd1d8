import { InvalidArgumentError } from "commander";
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

/** An option's value as a whole number within bounds. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Use a whole number from ${minimum} to ${maximum}.`);
  };
}

/** An option's value as a number within bounds. */
export function numberBetween(minimum: number, maximum: number) {
  return (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Use a number from ${minimum} to ${maximum}.`);
  };
}

/** For options that may be given several times. */
export function repeatable(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}
