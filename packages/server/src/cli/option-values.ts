import { InvalidArgumentError } from "commander";

/** An option's value as a whole number within bounds, in decimal digits. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Use a whole number from ${minimum} to ${maximum}.`);
  };
}

/** An option's value as a number within bounds, in decimal digits. */
export function numberBetween(minimum: number, maximum: number) {
  return (text: string): number => {
    const value = /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Use a number from ${minimum} to ${maximum}.`);
  };
}

/** An option's value, which can't be nothing. */
export function nonEmpty(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It can't be empty.");
}

/** For options that may be given several times; none of the values may be nothing. */
export function repeatable(value: string, previous: string[] = []): string[] {
  return [...previous, nonEmpty(value)];
}

/** The address of an HTTP API. */
export function httpUrl(text: string): string {
  if (/^https?:$/.test(urlOf(text)?.protocol ?? "")) return text;
  throw new InvalidArgumentError("Use an address such as http://127.0.0.1:8787/api/v1.");
}

/** Origins of web pages, or `*`; may be given several times. */
export function origins(text: string, previous: string[] = []): string[] {
  const url = urlOf(text);
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.origin === text.toLowerCase();
  if (text === "*" || isOrigin) return [...previous, isOrigin ? url.origin : text];
  throw new InvalidArgumentError("Use * or an origin such as https://app.example, without a path.");
}

/** Keys, separated by commas; may be given several times. */
export function apiKeys(text: string, previous: string[] = []): string[] {
  const given = text.split(",").map((key) => key.trim());
  if (given.some((key) => key.length < 8)) {
    throw new InvalidArgumentError("A key needs at least 8 characters.");
  }
  return [...previous, ...given];
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
