import { InvalidArgumentError } from "commander";

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
