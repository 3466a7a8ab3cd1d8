import { decimalOf } from "../json/decimal.js";
import { isObject } from "./node.js";

/** Numbers for which the texts have to be long enough: constants, and bounds that don't hold of short numbers. */
export function mentionedNumbers(schema: unknown): number[] {
  const far = (value: number, keyword: string) =>
    Math.abs(value) < 1e19 || (/inimum$/.test(keyword) ? value > 0 : value < 0);
  const numbers: number[] = [];
  const walk = (value: unknown, keyword: string, constant: boolean): void => {
    if (typeof value === "number" && (constant || (/(in|ax)imum$/.test(keyword) && far(value, keyword)))) {
      numbers.push(value);
    } else if (Array.isArray(value)) {
      for (const item of value) walk(item, keyword, constant);
    } else if (isObject(value)) {
      for (const [key, child] of Object.entries(value))
        walk(child, key, constant || key === "const" || key === "enum");
    }
  };
  walk(schema, "", false);
  return numbers.filter((value) => decimalOf(value).whole.length <= 310);
}
