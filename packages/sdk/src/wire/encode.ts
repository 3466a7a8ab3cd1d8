import { SDKValidationError } from "../errors/sdk-validation-error.js";
import type { ChatGenerationParams } from "../models/index.js";
import type { Shape } from "./shape.js";
import { request as requestShape } from "./shapes.js";

type Values = Readonly<Record<string, unknown>>;

/**
 * JSON text of a request. The fields of `extraBody` are added as they are, in place of the request's where
 * both have one. Leaves out what JSON leaves out (`undefined`) and honours `toJSON`.
 *
 * @throws {SDKValidationError} naming the place of what can't be sent: a request that is no object, `messages`
 * that is no array, NaN, an infinite number, a bigint, a function, a symbol, an object that contains itself.
 */
export function encodeChatRequest(request: ChatGenerationParams, extraBody: Values = {}): string {
  const path: Array<string | number> = [];
  const above: unknown[] = [];
  let current: unknown = request;

  const invalid = (reason: string): SDKValidationError => {
    const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
    return new SDKValidationError(place.slice(1) || "request", reason, current);
  };

  function mustBe(allowed: string): never {
    const type = typeof current;
    throw invalid(`must be ${allowed}, was ${type === "number" || current === null ? current : type}`);
  }

  function text(key: string | number, value: unknown, shape?: Shape): string | undefined {
    path.push(key);
    current = value;
    const { toJSON } = (value ?? "") as { toJSON?: unknown };
    if (typeof toJSON === "function") value = toJSON.call(value, `${key}`);
    const type = typeof value;
    if (type === "number" && !Number.isFinite(value)) mustBe("a finite number");
    if (/^(big|f|sy)/.test(type)) mustBe("a JSON value");
    let json: string | undefined;
    if (type === "object" && value) {
      if (above.includes(value)) mustBe("without cycles");
      above.push(value);
      json = Array.isArray(value)
        ? `[${Array.from(value, (item, index) => text(index, item, shape) ?? "null")}]`
        : object(members(value as Values, shape));
      above.pop();
    } else json = JSON.stringify(value);
    path.pop();
    return json;
  }

  /** JSON text of each value by its key on the wire. */
  function members(source: Values, shape?: Shape): Map<string, string> {
    const texts = new Map<string, string>();
    for (const key of Object.keys(source)) {
      const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const field = shape?.get(name);
      const known = field?.name === key;
      const nested = known ? field.nested : undefined;
      const json = text(key, source[key], typeof nested === "function" ? nested(source) : nested);
      // Where a key is there in both spellings, the one in TypeScript counts.
      if (json && (known || !texts.has(key))) texts.set(known ? name : key, json);
    }
    return texts;
  }

  const object = (texts: Map<string, string>): string =>
    `{${Array.from(texts, ([key, json]) => `${JSON.stringify(key)}:${json}`)}}`;

  try {
    if (typeof request !== "object" || !request) mustBe("an object");
    const body = members(request, requestShape);
    if (!Array.isArray(request.messages)) {
      path.push("messages");
      current = request.messages;
      mustBe("an array");
    }
    path.push("extraBody");
    for (const [key, json] of members(extraBody)) body.set(key, json);
    return object(body);
  } catch (error) {
    // The other errors: thrown by a getter or toJSON, or for nesting deeper than the stack.
    throw error instanceof SDKValidationError ? error : invalid(`${error}`);
  }
}
