/** A number exactly as its shortest decimal text says: `(-1)^negative × whole.fraction`. */
export interface Decimal {
  readonly negative: boolean;
  /** Digits before the point, without leading zeros; `"0"` below one. */
  readonly whole: string;
  /** Digits after the point, without trailing zeros. */
  readonly fraction: string;
}

/** Expands exponents: 1e-7 is `0.0000001`. */
export function decimalOf(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = Math.abs(value).toString().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const split = Math.max(point, 1);
  return {
    negative: value < 0,
    whole: padded.slice(0, split).replace(/^0+(?=\d)/, ""),
    fraction: padded.slice(split).replace(/0+$/, ""),
  };
}

export function textOf({ negative, whole, fraction }: Decimal): string {
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Digits that carry information. */
export function significantDigits({ whole, fraction }: Decimal): number {
  return (whole + fraction).replace(/^0+/, "").replace(fraction === "" ? /0+$/ : "", "").length;
}
