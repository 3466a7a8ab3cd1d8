import type { ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import { isObject, type Values } from "../wire/object.js";
import { type Shape, wireName } from "../wire/shape.js";
import { response } from "../wire/shapes.js";

/** JSON text of a chunk as the API would send it: known keys in snake_case, all others as they are. */
export const encodeChatChunk = (chunk: ChatStreamingResponseChunk): string =>
  JSON.stringify(encode(chunk, response));

/** JSON text of a whole answer, or of the body of an error, as the API would send it. */
export const encodeChatResponse = (answer: ChatResponse | object): string =>
  JSON.stringify(encode(answer, response));

/** A copy of a value in which the keys of `shape` have their names on the wire: the opposite of decoding. */
function encode(value: unknown, shape: Shape): unknown {
  // An array in an array has no shape, as in decoding.
  if (Array.isArray(value)) return value.map((item) => (Array.isArray(item) ? item : encode(item, shape)));
  if (!isObject(value)) return value;
  // Without a prototype, so that no key has a meaning of its own.
  const copy: Values = Object.create(null);
  for (const key of Object.keys(value)) {
    const wire = wireName(key);
    const field = shape.get(wire);
    if (field?.name !== key) copy[key] = value[key];
    else copy[wire] = field.nested ? encode(value[key], field.nested as Shape) : value[key];
  }
  return copy;
}
