import { SDKValidationError } from "../errors/sdk-validation-error.js";
import type { ChatGenerationParams } from "../models/index.js";
import { isObject, type Values } from "./object.js";
import { type Shape, wireName } from "./shape.js";
import { request as requestShape } from "./shapes.js";

/** Types of values that JSON has no form for. */
const NOT_JSON = new Set<string>(["bigint", "function", "symbol"]);

/**
 * JSON text of a request. The fields of `extraBody` are added as they are, in place of the request's where
 * both have one (`undefined` takes it away). Leaves out what JSON leaves out and honours `toJSON`.
 *
 * @throws {SDKValidationError} naming the place of what can't be sent: a request that is no object, `messages`
 * that is no array, NaN, an infinite number, a bigint, a function, a symbol, an object that contains itself.
 */
export function encodeChatRequest(request: ChatGenerationParams, extraBody: object = {}): string {
  let place = "";
  let value: unknown = request;
  const above: unknown[] = [];

  const invalid = (reason: unknown): SDKValidationError =>
    new SDKValidationError(place.slice(1) || "request", reason, value);

  const check = (valid: boolean, allowed: string): void => {
    if (valid) return;
    throw invalid(
      `must be ${allowed}, was ${typeof value === "number" || value === null ? value : typeof value}`,
    );
  };

  /** A copy in plain values with the keys of `shape` renamed. */
  // biome-ignore lint/suspicious/noExplicitAny: values of any type
  function plain(at: string, source: any, shape?: Shape): any {
    place = at;
    value = source;
    if (typeof source?.toJSON === "function") source = source.toJSON();
    check(
      typeof source === "number" ? Number.isFinite(source) : !NOT_JSON.has(typeof source),
      "a JSON value",
    );
    if (!isObject(source)) return source;
    check(!above.includes(source), "without cycles");
    above.push(source);
    let copy: Values;
    if (Array.isArray(source)) copy = source.map((item, i) => plain(`${at}[${i}]`, item, shape));
    else {
      // Without a prototype, so that no key has a meaning of its own.
      copy = { __proto__: null };
      for (const key of Object.keys(source)) {
        const wire = wireName(key);
        const { name, nested } = shape?.get(wire) ?? {};
        const inner = `${at}.${key}`;
        if (name !== key) copy[key] = plain(inner, source[key]);
        else copy[wire] = plain(inner, source[key], typeof nested === "function" ? nested(source) : nested);
      }
    }
    above.pop();
    return copy;
  }

  try {
    check(isObject(request), "an object");
    place = ".messages";
    value = request.messages;
    check(Array.isArray(value), "an array");
    return JSON.stringify({ ...plain("", request, requestShape), ...plain(".extraBody", extraBody) });
  } catch (error) {
    // The other errors: thrown by a getter or toJSON, or for nesting deeper than the stack.
    throw error instanceof SDKValidationError ? error : invalid(error);
  }
}
