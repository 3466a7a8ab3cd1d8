import type { ChatErrorBody, ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import type { Shape } from "./shape.js";
import { errorBody, response } from "./shapes.js";

/**
 * Gives the keys of `shape` their names in TypeScript. The JSON value is taken over: an object is replaced
 * where a key of its own changes, else kept, so that a chunk of a stream costs one small copy.
 */
function decode(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) {
    // An array in an array has no shape; so the depth of the recursion is that of the shape, whatever came.
    for (let i = 0; i < value.length; i++) if (!Array.isArray(value[i])) value[i] = decode(value[i], shape);
    return value;
  }
  if (typeof value !== "object" || !value) return value;
  const source = value as Record<string, unknown>;
  let renamed = false;
  for (const key in source) {
    const field = shape.get(key);
    if (field) {
      if (field.nested) source[key] = decode(source[key], field.nested as Shape);
      renamed ||= field.name !== key;
    }
  }
  if (!renamed) return source;
  const target: Record<string, unknown> = {};
  for (const key in source) {
    const name = shape.get(key)?.name ?? key;
    // Assigning to __proto__ would change the prototype.
    if (name === "__proto__") {
      Object.defineProperty(target, name, Object.getOwnPropertyDescriptor(source, name)!);
    } else target[name] = source[key];
  }
  return target;
}

/** A whole answer from its JSON value, which is taken over. Keeps whatever came, known or not. */
export const decodeChatResponse = (json: unknown): ChatResponse => decode(json, response) as ChatResponse;

/** A chunk of a stream from its JSON value, which is taken over. Keeps whatever came, known or not. */
export const decodeChatChunk = (json: unknown): ChatStreamingResponseChunk =>
  decode(json, response) as ChatStreamingResponseChunk;

/** The body of a failed answer from its JSON value, which is taken over. Keeps whatever came, known or not. */
export const decodeErrorBody = (json: unknown): ChatErrorBody => decode(json, errorBody) as ChatErrorBody;
