import type { ChatPart } from "@openrouter/sdk/chat-session";
import { createId } from "../ui/id.js";
import { newConversation, titleOf, type WholeConversation } from "./conversation.js";
import { type KeptMessage, latestBelow } from "./message-tree.js";

type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const bag = (value: unknown): Bag => (isBag(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
/** Milliseconds of a time in seconds or as a date. */
const time = (value: unknown): number | undefined => {
  const ms = typeof value === "number" ? value * 1000 : Date.parse(text(value));
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? ms : undefined;
};

/** What others tell of a message: what this page has no use for is left out. */
interface Told {
  id: string;
  role: "user" | "assistant";
  parts: ChatPart[];
  createdAt: number | undefined;
  model: string;
  parent: string;
}

/** The conversations of a file of ChatGPT's or of OpenRouter's chat; undefined: it is neither. */
export function readForeignExport(file: unknown): WholeConversation[] | undefined {
  if (Array.isArray(file) && file.length > 0 && file.every((entry) => isBag(bag(entry).mapping)))
    return file.map((entry) => readMapping(bag(entry)));
  if (isBag(file) && isBag(file.mapping)) return [readMapping(file)];
  if (isBag(file) && text(file.version).startsWith("orpg.") && isBag(file.messages)) return [readChat(file)];
  return undefined;
}

/** ChatGPT: nodes by id, each with its parent; many hold nothing that was said. */
function readMapping({ mapping, title, create_time, update_time, current_node }: Bag): WholeConversation {
  const nodes = new Map(Object.entries(bag(mapping)).map(([id, node]) => [id, bag(node)]));
  const said = new Map<string, Told>();
  for (const [id, { message, parent }] of nodes) {
    const { author, content, create_time: createdAt, metadata } = bag(message);
    const { role } = bag(author);
    const { content_type, parts } = bag(content);
    if ((role !== "user" && role !== "assistant") || bag(metadata).is_visually_hidden_from_conversation)
      continue;
    if (content_type !== "text" && content_type !== "multimodal_text") continue;
    const words = list(parts).map(text).join("");
    if (words.trim() === "") continue;
    const model = text(bag(metadata).model_slug);
    said.set(id, {
      id,
      role,
      parts: [{ type: "text", text: words }],
      createdAt: time(createdAt),
      model,
      parent: text(parent),
    });
  }
  const parentOf = (id: string) => text(nodes.get(id)?.parent);
  return whole(said, parentOf, text(current_node), title, time(create_time), time(update_time));
}

/** OpenRouter: messages by id, their words in items; a question follows what was said last. */
function readChat({ messages, items, characters, title }: Bag): WholeConversation {
  const told = Object.entries(bag(messages)).flatMap(([id, value]): Told[] => {
    const message = bag(value);
    const isUser = message.type === "user" || message.characterId === "USER";
    const parts = list(message.items).flatMap((item) => readItem(bag(bag(items)[text(bag(item).id)]).data));
    const plain = text(message.content);
    if (parts.length === 0 && plain !== "") parts.push({ type: "text", text: plain });
    if (parts.length === 0) return [];
    return [
      {
        id,
        role: isUser ? "user" : "assistant",
        parts,
        createdAt: time(message.createdAt) ?? time(message.updatedAt),
        model: isUser ? "" : text(bag(bag(characters)[text(message.characterId)]).model),
        parent: text(message.parentMessageId),
      },
    ];
  });
  told.sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  const said = new Map(told.map((message) => [message.id, message]));
  let before = "";
  for (const message of told) {
    if (!said.has(message.parent)) message.parent = before;
    before = message.id;
  }
  return whole(said, () => "", "", title, told[0]?.createdAt, told.at(-1)?.createdAt);
}

function readItem(data: unknown): ChatPart[] {
  const { type, content, summary } = bag(data);
  const words = [...list(content), ...(type === "reasoning" ? list(summary) : [])]
    .map((piece) => text(bag(piece).text))
    .join("");
  if (words === "") return [];
  if (type === "reasoning") return [{ type: "reasoning", text: words }];
  return type === "message" ? [{ type: "text", text: words }] : [];
}

function whole(
  said: ReadonlyMap<string, Told>,
  parentOf: (id: string) => string,
  current: string,
  title: unknown,
  createdAt: number | undefined,
  updatedAt: number | undefined,
): WholeConversation {
  const blank = newConversation();
  const ids = new Map([...said.keys()].map((id) => [id, createId()]));
  const above = nearest(said, parentOf);
  let last = createdAt ?? blank.createdAt;
  const messages = [...said.values()].map(({ id, role, parts, model, ...message }): KeptMessage => {
    last = message.createdAt ?? last + 1;
    return {
      id: ids.get(id) ?? "",
      conversationId: blank.id,
      parentId: ids.get(above(message.parent, id)) ?? "",
      role,
      parts,
      createdAt: last,
      ...(role === "assistant" && { finishReason: "stop" }),
      ...(model && { model }),
    };
  });
  const inTime = [...messages].sort((a, b) => a.createdAt - b.createdAt);
  const tree = new Map(inTime.map((message) => [message.id, message]));
  const head = ids.get(above(current)) ?? latestBelow(tree, "");
  const conversation = {
    ...blank,
    title: text(title).slice(0, 200) || titleOf(inTime),
    named: text(title) !== "",
    createdAt: createdAt ?? blank.createdAt,
    updatedAt: updatedAt ?? blank.updatedAt,
    head: tree.has(head) ? head : "",
  };
  return { conversation, messages: inTime };
}

/** Finds a message or the nearest above it that something was said in. A file may run in circles. */
function nearest(said: ReadonlyMap<string, Told>, parentOf: (id: string) => string) {
  const found = new Map<string, string>();
  return (from: string, below = ""): string => {
    const way: string[] = [];
    const seen = new Set([below]);
    let id = from;
    while (id !== "" && !said.has(id) && !found.has(id) && !seen.has(id)) {
      seen.add(id);
      way.push(id);
      id = parentOf(id);
    }
    const end = found.get(id) ?? (said.has(id) && id !== below ? id : "");
    for (const passed of way) found.set(passed, end);
    return end;
  };
}
