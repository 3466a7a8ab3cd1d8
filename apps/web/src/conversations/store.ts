import { createStore as createDatabase, del, setMany, values } from "idb-keyval";
import { createSignal } from "../ui/signal.js";
import { createStore } from "../ui/store.js";
import type { Conversation } from "./conversation.js";

interface State {
  /** False until the browser's database has been read. */
  ready: boolean;
  /** Latest first. */
  list: Conversation[];
  /** Why conversations can't be kept, if they can't. */
  problem?: string;
}

const database = createDatabase("chat", "conversations");
const latestFirst = (a: Conversation, b: Conversation) => b.updatedAt - a.updatedAt;
const unsaved = new Map<string, Conversation>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** All conversations, in memory and in this browser's IndexedDB. */
export const conversations = createStore<State>({ ready: false, list: [] });

export async function loadConversations(): Promise<void> {
  try {
    const list = await values<Conversation>(database);
    conversations.set({ ready: true, list: list.sort(latestFirst) });
  } catch {
    conversations.set({
      ready: true,
      list: [],
      problem: "This browser does not let the page keep conversations.",
    });
  }
}

export const findConversation = (id: string): Conversation | undefined =>
  conversations.get().list.find((conversation) => conversation.id === id);

/** Adds or replaces conversations; they reach the database within a second, see {@link flush}. */
export function saveConversations(changed: readonly Conversation[]): void {
  const ids = new Set(changed.map(({ id }) => id));
  conversations.set((state) => ({
    ...state,
    list: [...changed, ...state.list.filter(({ id }) => !ids.has(id))].sort(latestFirst),
  }));
  for (const conversation of changed) unsaved.set(conversation.id, conversation);
  timer ??= setTimeout(flush, 800);
}

export function changeConversation(id: string, change: Partial<Conversation>): void {
  const found = findConversation(id);
  if (found) saveConversations([{ ...found, ...change }]);
}

/** Told the id of a conversation before it goes, so that what writes into it can end. */
export const conversationGoes = createSignal<string>();

/** Removes a conversation; calling the result brings it back. */
export function deleteConversation(id: string): () => void {
  conversationGoes.emit(id);
  const removed = findConversation(id);
  unsaved.delete(id);
  conversations.set((state) => ({ ...state, list: state.list.filter((other) => other.id !== id) }));
  del(id, database).catch(() => {});
  return () => removed && saveConversations([removed]);
}

/** Writes what is not yet in the database. */
export function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  if (unsaved.size === 0) return;
  const entries = [...unsaved];
  unsaved.clear();
  setMany(entries, database).catch(() => {
    conversations.set((state) => ({
      ...state,
      problem: "The browser's storage is full: new messages are not kept.",
    }));
  });
}

addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
