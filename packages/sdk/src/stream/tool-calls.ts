import { add, type Folded, Text, type Values } from "./fold.js";

/**
 * The tool call that a delta goes on with, whichever of `index` and `id` a provider leaves out, repeats or gets
 * wrong: an id that was seen decides, then the index; a delta with neither goes on with the last call.
 */
export function placeToolCall(calls: Folded[], delta: Values): Folded {
  const { index = calls.length, function: fn } = delta;
  return (
    find(calls, delta, (fn ?? {}) as Values) ??
    add(calls, {
      id: "",
      type: "function",
      function: new Map(Object.entries({ name: "", arguments: new Text() })),
      index,
    })
  );
}

function find(calls: Folded[], { id, index }: Values, { name, arguments: args }: Values): Folded | undefined {
  const last = (key: string, value: unknown) => calls.findLast((call) => call.get(key) === value);
  const known = id ? last("id", id) : undefined;
  if (known) return known;
  const call = index == null ? calls.at(-1) : last("index", index);
  if (!call) return id || name ? undefined : calls.at(-1);
  const begun = call.get("function") as Folded;
  const starts =
    id && call.get("id")
      ? name || index == null
      : name && args && begun.get("name") && isJSON(`${begun.get("arguments")}`);
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
