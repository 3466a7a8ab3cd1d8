import type { ChatMessage } from "@openrouter/sdk/chat-session";

/** A message as it is kept: where it stands, and what the page said of its failure. */
export interface KeptMessage extends Omit<ChatMessage, "error"> {
  conversationId: string;
  /** What it follows; empty: it begins the conversation. */
  parentId: string;
  /** Plain data of whoever explains failures. */
  failure?: unknown;
}

/** All messages of a conversation by their ids, oldest first: each edit and each further answer is a branch. */
export type MessageTree = ReadonlyMap<string, KeptMessage>;

/** The messages from the beginning down to `last`. */
export function pathTo(tree: MessageTree, last: string): KeptMessage[] {
  const path: KeptMessage[] = [];
  const seen = new Set<string>();
  for (let id = last; id !== "" && !seen.has(id); ) {
    const message = tree.get(id);
    if (!message) break;
    seen.add(id);
    path.push(message);
    id = message.parentId;
  }
  return path.reverse();
}

/** What stands in the same place as a message, itself included, oldest first. */
export function versionsOf(tree: MessageTree, id: string): KeptMessage[] {
  const { parentId } = tree.get(id) ?? {};
  return [...tree.values()].filter((other) => other.parentId === parentId);
}

/** The end of the newest branch that goes on from a message. */
export function latestBelow(tree: MessageTree, id: string): string {
  const newest = new Map<string, string>();
  for (const { id: child, parentId } of tree.values()) newest.set(parentId, child);
  const seen = new Set<string>();
  let last = id;
  for (let next = newest.get(last); next !== undefined && !seen.has(next); next = newest.get(last)) {
    seen.add(next);
    last = next;
  }
  return last;
}

/** Messages that follow each other. Their errors are left out: of those only what the page says can be kept. */
export function inARow(conversationId: string, messages: readonly ChatMessage[]): KeptMessage[] {
  return messages.map(({ error, ...message }, index) => ({
    ...message,
    conversationId,
    parentId: messages[index - 1]?.id ?? "",
  }));
}

/** The tree of messages in any order. */
export function growTree(messages: readonly KeptMessage[]): MessageTree {
  const inTime = [...messages].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  return new Map(inTime.map((message) => [message.id, message]));
}
