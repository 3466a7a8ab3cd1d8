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

/** The body of an answer from its JSON value, which is taken over. Keeps whatever came. */
export const decodeBody = <T>(json: T): T => decode(json, response) as T;

/**
 * A whole answer from its JSON object, which is taken over. Unknown fields are kept; what the types promise is there:
 * a list of choices, in each a message.
 */
export function decodeChatResponse(json: Values): ChatResponse {
  const answer = decodeBody(json);
  answer.choices = objects(answer.choices);
  for (const choice of answer.choices) {
    choice.message = asMessage(choice.message, { role: "assistant", content: null });
  }
  return answer as ChatResponse;
}

/**
 * A chunk of a stream from its JSON object, which is taken over. Unknown fields are kept; what the types promise is
 * there: a list of choices, in each a delta.
 */
export function decodeChatChunk(json: Values): ChatStreamingResponseChunk {
  const chunk = decodeBody(json);
  chunk.choices = objects(chunk.choices);
  for (const choice of chunk.choices) choice.delta = asMessage(choice.delta, {});
  return chunk as ChatStreamingResponseChunk;
}

/** The fields of messages and deltas that the types call lists of objects. */
const LISTS = ["toolCalls", "reasoningDetails", "images", "annotations"];

/** A decoded message or delta with lists where the types promise lists; `otherwise` where it is no object. */
function asMessage(message: unknown, otherwise: Values): Values {
  if (!isObject(message)) return otherwise;
  for (const key of LISTS) if (message[key] != null) message[key] = objects(message[key]);
  return message;
}

/** The objects of a list; none of what is no list. */
const objects = (list: unknown): Values[] => (Array.isArray(list) ? list.filter(isObject) : []);
