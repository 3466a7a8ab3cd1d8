import type { ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import { isObject, type Values } from "./object.js";
import type { Shape } from "./shape.js";
import { response } from "./shapes.js";

/** A copy of a JSON value in which the keys of `shape` have their names in TypeScript. */
function decode(value: unknown, shape: Shape): unknown {
  // An array in an array has no shape; so the depth of the recursion is that of the shape, whatever came.
  if (Array.isArray(value)) return value.map((item) => (Array.isArray(item) ? item : decode(item, shape)));
  if (!isObject(value)) return value;
  let copy: Values = {};
  for (const key in value) {
    const { name = key, nested } = shape.get(key) ?? {};
    const inner = nested ? decode(value[key], nested as Shape) : value[key];
    // Assigning to __proto__ would change the prototype.
    if (name === "__proto__") copy = { ...copy, [name]: inner };
    else copy[name] = inner;
  }
  return copy;
}

/** A whole answer, or the body of an error, from its JSON value, which is taken over. Keeps whatever came. */
export const decodeChatResponse = (json: unknown): ChatResponse => decode(json, response) as ChatResponse;

/** A chunk of a stream from its JSON value, which is taken over. Keeps whatever came. */
export const decodeChatChunk = (json: unknown): ChatStreamingResponseChunk =>
  decode(json, response) as ChatStreamingResponseChunk;
