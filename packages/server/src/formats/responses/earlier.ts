import { badRequest, notFound } from "../../generation/api-error.js";
import type { Item } from "./conversation.js";
import type { ResponsesRequest } from "./schema/request.js";

/** Where responses are kept: those of one client. What they hold was checked when it was kept. */
export interface EarlierResponses {
  find(
    id: string,
  ): { before: readonly object[]; added: readonly object[]; output: readonly object[] } | undefined;
  /** The item of a kept response, or of its input. */
  findItem(id: string): object | undefined;
}

/** The whole conversation: what came before, and the items that the request refers to in their places. */
export function itemsOf(
  { input, previous_response_id: previous }: ResponsesRequest,
  earlier: EarlierResponses,
): { before: readonly Item[]; added: readonly Item[] } {
  const before = previous === undefined ? [] : itemsBefore(previous, earlier);
  if (typeof input === "string") {
    return { before, added: [{ type: "message", role: "user", content: input }] as Item[] };
  }
  const added: Item[] = [];
  for (const [index, item] of input.entries()) {
    added.push(item.type === "item_reference" ? itemAt(index, item.id, earlier) : item);
  }
  return { before, added };
}

function itemsBefore(id: string, earlier: EarlierResponses): readonly Item[] {
  const found = earlier.find(id);
  if (found) return [...found.before, ...found.added, ...found.output] as Item[];
  const param = "previous_response_id";
  throw notFound(`${param} names no response that was kept (${kept}), got ${shown(id)}`, param);
}

function itemAt(index: number, id: string, earlier: EarlierResponses): Item {
  const found = earlier.findItem(id);
  if (found) return found as Item;
  const param = `input[${index}].id`;
  throw badRequest(
    `${param} names no item of a response that was kept (${kept}): send the item itself, got ${shown(id)}`,
    param,
  );
}

const kept = "those asked for with store: true are, for a while";

function shown(id: string): string {
  return JSON.stringify(id.slice(0, 100));
}
