import type { Item } from "./conversation.js";
import type { ResponsesCall } from "./read-request.js";

/** A response and its conversation, as both are kept: every item has an id, by which it can be referred to. */
export function keptResponse({ items }: ResponsesCall, response: { id: string; output: object[] }) {
  const { id, output } = response;
  const added = items.added.map((item, index) => inputItem(item, `${id.replace(/^resp_/, "")}_in${index}`));
  return { id, response, before: items.before, added, output };
}

const prefixes = {
  message: "msg",
  function_call: "fc",
  function_call_output: "fco",
  reasoning: "rs",
} as const;

/** An item of the input as the API lists it. */
function inputItem(item: Item, ownId: string): Item {
  const { id = `${prefixes[item.type]}_${ownId}`, status = "completed" } = item;
  if (item.type === "reasoning") return { ...item, summary: item.summary ?? [], id, status };
  if (item.type !== "message" || typeof item.content !== "string") return { ...item, id, status };
  const { content: text } = item;
  return item.role === "assistant"
    ? { ...item, id, status, content: [{ type: "output_text", text, annotations: [], logprobs: [] }] }
    : { ...item, id, status, content: [{ type: "input_text", text }] };
}
