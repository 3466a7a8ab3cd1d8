import { compareDecimals, timesDecimal } from "../generation/decimal.js";

const billion = 1_000_000_000;

/** US dollars in whole billionths, rounded up: counters count whole numbers, up to nine million dollars. */
export function toBillionths(dollars: string): number {
  const [whole = "0", fraction = ""] = timesDecimal(dollars, billion).split(".");
  const up = fraction !== "" && compareDecimals(dollars, "0") > 0 ? 1 : 0;
  return Math.min(Number.MAX_SAFE_INTEGER, Number(whole) + up);
}

/** For people: no more digits than a billionth. */
export function toDollars(billionths: number): number {
  return billionths / billion;
}

/** Dollars as a decimal without an exponent and without zeros at its end. */
export function dollarText(billionths: number): string {
  return toDollars(billionths)
    .toFixed(9)
    .replace(/\.?0+$/, "");
}
