import { useMemo } from "react";
import { openConversation, route } from "../navigation/route.js";
import { createStore, useStore } from "../ui/store.js";
import { type Conversation, newConversation } from "./conversation.js";
import { type KeptMessage, type MessageTree, pathTo } from "./message-tree.js";
import {
  beginConversation,
  changeConversation,
  conversationGoes,
  conversations,
  findConversation,
  treeOf,
} from "./store.js";

/** The conversation that has not begun: it is kept once something was sent. */
const draft = createStore(newConversation());

/** The conversation of the address, or the one that has not begun. */
export function useCurrentConversation(): Conversation {
  const id = useStore(route);
  const { list } = useStore(conversations);
  const blank = useStore(draft);
  return (id && list.find((conversation) => conversation.id === id)) || blank;
}

/** The messages of a conversation; undefined until they have been read. */
export const useTree = ({ id }: Conversation): MessageTree | undefined => useStore(treeOf(id));

const none: readonly KeptMessage[] = [];

/** The messages that are shown of a conversation. */
export function useMessages(conversation: Conversation): readonly KeptMessage[] {
  const tree = useTree(conversation);
  const { head } = conversation;
  return useMemo(() => (tree ? pathTo(tree, head) : none), [tree, head]);
}

export function changeCurrent(id: string, change: Partial<Conversation>): void {
  if (findConversation(id)) changeConversation(id, change);
  else if (draft.get().id === id) draft.set({ ...draft.get(), ...change });
}

/** Keeps the conversation from now on. Returns whether it was a new one. */
export function begin(conversation: Conversation): boolean {
  if (findConversation(conversation.id)) return false;
  beginConversation({ ...conversation, updatedAt: Date.now() });
  return true;
}

/** Shows an empty conversation with the model of the one before. */
export function startNew(): void {
  const { id, model } = draft.get();
  if (findConversation(id)) draft.set(newConversation({ model, instructions: "", parameters: {} }));
  openConversation("");
}

/** Shows an empty conversation with these settings. */
export function startWith(settings: Pick<Conversation, "model" | "instructions" | "parameters">): void {
  draft.set(newConversation(settings));
  openConversation("");
}

conversationGoes.listen((id) => {
  const { model } = draft.get();
  if (draft.get().id === id) draft.set(newConversation({ model, instructions: "", parameters: {} }));
  if (route.get() === id) startNew();
});
