import { badRequest, notFound } from "../../generation/api-error.js";
import type { Item } from "./conversation.js";
import type { ResponsesRequest } from "./schema/request.js";

/** Where responses are kept: those of one client. What they hold was checked when it was kept. */
export interface EarlierResponses {
  find(id: string): Promise<KeptConversation | undefined>;
  /** Items of kept responses, or of their input, by their ids. */
  findItems(ids: readonly string[]): Promise<ReadonlyMap<string, object>>;
}

interface KeptConversation {
  before: readonly object[];
  added: readonly object[];
  output: readonly object[];
}

/** What was kept of that which a request refers to. */
export interface Earlier {
  response: KeptConversation | undefined;
  items: ReadonlyMap<string, object>;
}

/** Looks up what a request refers to. */
export async function earlierOf(
  { input, previous_response_id: previous }: ResponsesRequest,
  responses: EarlierResponses,
): Promise<Earlier> {
  const items = typeof input === "string" ? [] : input;
  const referred = items.flatMap((item) => (item.type === "item_reference" ? [item.id] : []));
  return {
    response: previous === undefined ? undefined : await responses.find(previous),
    items: referred.length === 0 ? new Map() : await responses.findItems(referred),
  };
}

/** The whole conversation: what came before, and the items that the request refers to in their places. */
export function itemsOf(
  { input, previous_response_id: previous }: ResponsesRequest,
  { response, items }: Earlier,
): { before: readonly Item[]; added: readonly Item[] } {
  const before = previous === undefined ? [] : itemsBefore(previous, response);
  if (typeof input === "string") {
    return { before, added: [{ type: "message", role: "user", content: input }] as Item[] };
  }
  const added: Item[] = [];
  for (const [index, item] of input.entries()) {
    added.push(item.type === "item_reference" ? itemAt(index, item.id, items) : item);
  }
  return { before, added };
}

function itemsBefore(id: string, found: KeptConversation | undefined): readonly Item[] {
  if (found) return [...found.before, ...found.added, ...found.output] as Item[];
  const param = "previous_response_id";
  throw notFound(`${param} names no response that was kept (${kept}), got ${shown(id)}`, param);
}

function itemAt(index: number, id: string, items: ReadonlyMap<string, object>): Item {
  const found = items.get(id);
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
