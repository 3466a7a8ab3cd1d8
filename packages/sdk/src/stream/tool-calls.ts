import type { Values } from "../wire/object.js";
import { add, folded } from "./fold.js";
import { TextBuffer } from "./text-buffer.js";

/**
 * The tool call that a delta goes on with, or a new one. Whichever of `index` and `id` a provider leaves out, repeats
 * or gets wrong: an id that was seen decides, then the index; a delta with neither goes on with the last call.
 */
export function placeToolCall(calls: Values[], delta: Values): Values {
  return (
    find(calls, delta) ??
    add(calls, {
      id: "",
      type: "function",
      function: folded({ name: "", arguments: new TextBuffer() }),
      index: delta.index ?? calls.length,
    })
  );
}

function find(calls: Values[], { id, index, function: fn }: Values): Values | undefined {
  const { name, arguments: args } = fn ?? {};
  const known = id && calls.findLast((call) => call.id === id);
  if (known) return known;
  const call = index == null ? calls.at(-1) : calls.findLast((other) => other.index === index);
  if (!call) return id || name ? undefined : calls.at(-1);
  const starts =
    id && call.id
      ? name || index == null
      : name && args && call.function.name && isJSON(`${call.function.arguments}`);
  return starts ? undefined : call;
}

function isJSON(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
