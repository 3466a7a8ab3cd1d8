import type { Delta } from "../../generation/event.js";
import type { ReasoningItem } from "./schema/input.js";

/** A piece of reasoning in the neutral core's words, of the kinds that are known. */
export interface Thought {
  type: "reasoning.text" | "reasoning.summary" | "reasoning.encrypted";
  text?: string | null;
  summary?: string | null;
  data?: string | null;
  signature?: string | null;
  format?: string | null;
  id?: string | null;
  index?: unknown;
}

const kinds = new Set<unknown>(["reasoning.text", "reasoning.summary", "reasoning.encrypted"]);

/** The thoughts of a delta, which tells them in one of two ways, or in both. */
export function thoughtsOf({ reasoning, reasoning_details: details = [] }: Delta): Thought[] {
  const known = details.filter(isThought);
  const told = known.some(({ text, summary }) => text || summary);
  return reasoning && !told ? [{ type: "reasoning.text", text: reasoning }, ...known] : known;
}

function isThought(detail: unknown): detail is Thought {
  return typeof detail === "object" && detail !== null && kinds.has((detail as Thought).type);
}

/** Ids that this server gave: no provider would know them. */
const ownId = /^rs_gen-\d+-\w+$/;

/** The details of reasoning that an item holds, the first of them with this index. */
export function detailsOf(item: ReasoningItem, index: number): object[] {
  const { summary = [], content = [], encrypted_content: data, signature, format, id } = item;
  const common = {
    ...(id !== undefined && !ownId.test(id) && { id }),
    ...(format !== undefined && { format }),
  };
  const signed = signature === undefined ? {} : { signature };
  const texts = content.map(({ text }, place) => ({
    type: "reasoning.text",
    text,
    ...(place === content.length - 1 && signed),
  }));
  // A signature can come without the text that it signs.
  if (texts.length === 0 && signature !== undefined) {
    texts.push({ type: "reasoning.text", text: "", ...signed });
  }
  return [
    ...summary.map(({ text }) => ({ type: "reasoning.summary", summary: text })),
    ...texts,
    ...(data === undefined ? [] : [{ type: "reasoning.encrypted", data }]),
  ].map((detail, place) => ({ ...detail, ...common, index: index + place }));
}

/** What an item tells of the reasoning in words. */
export function textOf({ summary = [], content = [] }: ReasoningItem): string {
  return [...summary, ...content].map(({ text }) => text).join("\n\n");
}
