import { createSignal } from "../ui/signal.js";
import { createStore, type Store } from "../ui/store.js";
import { listenToOthers, tellOthers } from "./channel.js";
import type { Conversation, WholeConversation } from "./conversation.js";
import {
  type Change,
  openDatabase,
  readConversation,
  readConversations,
  readMessages,
  removeConversation,
  writeChanges,
} from "./database.js";
import { leaveChanges, takeLeftChanges } from "./leftovers.js";
import { growTree, type KeptMessage, type MessageTree } from "./message-tree.js";

interface State {
  /** False until the browser's database has been read. */
  ready: boolean;
  /** Latest first, the pinned ones before the others. */
  list: Conversation[];
  /** Why conversations can't be kept, if they can't. */
  problem?: string | undefined;
}

interface Unsaved {
  begins: boolean;
  fields: Partial<Conversation>;
  messages: Map<string, KeptMessage>;
}

const saveWithinMs = 800;
const inOrder = (a: Conversation, b: Conversation) =>
  Number(b.pinned ?? false) - Number(a.pinned ?? false) || b.updatedAt - a.updatedAt;

const trees = new Map<string, Store<MessageTree | undefined>>();
const unsaved = new Map<string, Unsaved>();
let writing: readonly [id: string, Unsaved][] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** All conversations of this browser; their messages are read when they are needed. */
export const conversations = createStore<State>({ ready: false, list: [] });

/** Told the id of a conversation before it goes, so that what writes into it can end. */
export const conversationGoes = createSignal<string>();

/** Told the id of a conversation whose messages another tab has changed. */
export const messagesArrive = createSignal<string>();

export async function loadConversations(): Promise<void> {
  try {
    await openDatabase(() =>
      say("A newer version of this page is open in another tab. Load this one again to go on."),
    );
    await writeChanges(takeLeftChanges());
    const list = await readConversations();
    conversations.set({ ready: true, list: list.sort(inOrder) });
    listenToOthers((ids) => Promise.allSettled(ids.map(takeOver)));
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

/** The messages of a conversation; undefined until they have been read. */
export function treeOf(id: string): Store<MessageTree | undefined> {
  const known = trees.get(id);
  if (known) return known;
  const begun = findConversation(id) !== undefined;
  const tree = createStore<MessageTree | undefined>(begun ? undefined : new Map());
  trees.set(id, tree);
  if (begun) readTree(id).then(tree.set, () => tree.set(new Map()));
  return tree;
}

/** Conversations with all their messages, those that are not yet stored too. */
export async function readWhole(wanted: readonly Conversation[]): Promise<WholeConversation[]> {
  return Promise.all(
    wanted.map(async (conversation) => {
      const tree = treeOf(conversation.id).get() ?? (await readTree(conversation.id));
      return { conversation, messages: [...tree.values()] };
    }),
  );
}

/** Adds a conversation, with the messages that it begins with. */
export function beginConversation(conversation: Conversation, messages: readonly KeptMessage[] = []): void {
  show(conversation);
  note(conversation.id, conversation, messages, true);
}

export function changeConversation(
  id: string,
  fields: Partial<Conversation>,
  messages: readonly KeptMessage[] = [],
): void {
  const found = findConversation(id);
  if (!found) return;
  show({ ...found, ...fields });
  note(id, fields, messages, false);
}

/** Removes a conversation; calling the result brings it back. */
export function deleteConversation(id: string): () => void {
  conversationGoes.emit(id);
  const removed = findConversation(id);
  const pending = [...(unsaved.get(id)?.messages.values() ?? [])];
  forget(id);
  const stored = removeConversation(id).catch((): KeptMessage[] => []);
  stored.then(() => tellOthers([id]));
  return async () => {
    if (removed) beginConversation(removed, [...merged(await stored, pending).values()]);
  };
}

/** Writes what is not yet in the database. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  if (unsaved.size === 0) return;
  const entries = [...unsaved];
  writing = entries;
  unsaved.clear();
  try {
    const gone = await writeChanges(entries.map(changeOf));
    if (conversations.get().problem) say(undefined);
    for (const id of gone) dismiss(id);
    tellOthers(entries.map(([id]) => id));
  } catch (error) {
    // What came meanwhile is newer.
    for (const [id, { begins, fields, messages }] of entries) {
      const later = unsaved.get(id);
      unsaved.set(id, {
        begins: begins || later?.begins === true,
        fields: { ...fields, ...later?.fields },
        messages: new Map([...messages, ...(later?.messages ?? [])]),
      });
    }
    say(
      (error as Error).name === "QuotaExceededError"
        ? "The browser's storage is full: new messages are not kept. What is stored already stays."
        : `New messages are not kept: ${(error as Error).message}`,
    );
  } finally {
    if (writing === entries) writing = [];
  }
}

function say(problem: string | undefined): void {
  conversations.set((state) => ({ ...state, problem }));
}

function show(conversation: Conversation): void {
  conversations.set((state) => ({
    ...state,
    list: [conversation, ...state.list.filter(({ id }) => id !== conversation.id)].sort(inOrder),
  }));
}

function note(
  id: string,
  fields: Partial<Conversation>,
  messages: readonly KeptMessage[],
  begins: boolean,
): void {
  const entry = unsaved.get(id) ?? { begins: false, fields: {}, messages: new Map() };
  unsaved.set(id, entry);
  entry.begins ||= begins;
  Object.assign(entry.fields, fields);
  for (const message of messages) entry.messages.set(message.id, message);
  const tree = treeOf(id);
  const known = tree.get();
  if (known && messages.length > 0) tree.set(merged(known.values(), messages));
  timer ??= setTimeout(flush, saveWithinMs);
}

function forget(id: string): void {
  unsaved.delete(id);
  trees.delete(id);
  conversations.set((state) => ({ ...state, list: state.list.filter((other) => other.id !== id) }));
}

/** Lets go of a conversation that another tab has deleted. */
function dismiss(id: string): void {
  if (!findConversation(id)) return;
  conversationGoes.emit(id);
  forget(id);
}

/** Takes over what another tab has written; what this one has yet to write stands above it. */
async function takeOver(id: string): Promise<void> {
  const stored = await readConversation(id);
  if (!stored) return dismiss(id);
  const pending = unsaved.get(id);
  show({ ...stored, ...pending?.fields });
  const tree = trees.get(id);
  if (!tree?.get()) return;
  tree.set(await readTree(id));
  messagesArrive.emit(id);
}

async function readTree(id: string): Promise<MessageTree> {
  const stored = await readMessages(id);
  return merged(stored, unsaved.get(id)?.messages.values() ?? []);
}

/** Where a message is in both, the second stands. */
function merged(...parts: Iterable<KeptMessage>[]): MessageTree {
  return growTree([...new Map(parts.flatMap((part) => [...part]).map((m) => [m.id, m])).values()]);
}

/** For a page that goes: the next one writes it. */
export function leave(): void {
  leaveChanges([...writing, ...unsaved].map(changeOf));
}

const changeOf = ([id, { messages, ...entry }]: readonly [id: string, Unsaved]): Change => ({
  id,
  ...entry,
  messages: [...messages.values()],
});

addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") flush();
});
