import type { ChatMessage } from "@openrouter/sdk/chat-session";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Conversation } from "./conversation.js";
import { inARow, type KeptMessage } from "./message-tree.js";

/** As the first pages kept it. */
type WholeConversation = Omit<Conversation, "head"> & { messages: readonly ChatMessage[] };

interface Schema extends DBSchema {
  /** Only in databases of version 1. */
  conversations: { key: string; value: WholeConversation };
  conversation: { key: string; value: Conversation };
  message: { key: [conversationId: string, id: string]; value: KeptMessage };
}

/** What a conversation gets: only fields that are named change. */
export interface Change {
  id: string;
  /** Whole, when it is new to the database. */
  begins: boolean;
  fields: Partial<Conversation>;
  messages: readonly KeptMessage[];
}

const messagesOf = (id: string) => IDBKeyRange.bound([id], [id, []]);
let opened: Promise<IDBPDatabase<Schema>> | undefined;

/** Opens this browser's database; `onReplaced`: a newer page wants it, and this one can write no more. */
export async function openDatabase(onReplaced: () => void): Promise<void> {
  opened = openDB<Schema>("chat", 2, {
    async upgrade(database, before, _, transaction) {
      database.createObjectStore("conversation", { keyPath: "id" });
      database.createObjectStore("message", { keyPath: ["conversationId", "id"] });
      if (before !== 1) return;
      for (const whole of await transaction.objectStore("conversations").getAll()) {
        const { conversation, messages } = inParts(whole);
        transaction.objectStore("conversation").put(conversation);
        for (const message of messages) transaction.objectStore("message").put(message);
      }
      database.deleteObjectStore("conversations");
    },
    blocking(_, __, event) {
      (event.target as IDBDatabase).close();
      onReplaced();
    },
  });
  await opened;
}

async function database(): Promise<IDBPDatabase<Schema>> {
  if (!opened) throw new Error("The database is not open");
  return opened;
}

export async function readConversations(): Promise<Conversation[]> {
  return (await database()).getAll("conversation");
}

export async function readConversation(id: string): Promise<Conversation | undefined> {
  return (await database()).get("conversation", id);
}

export async function readMessages(id: string): Promise<KeptMessage[]> {
  return (await database()).getAll("message", messagesOf(id));
}

export async function readAllMessages(): Promise<KeptMessage[]> {
  return (await database()).getAll("message");
}

/**
 * Writes all changes or none. Rejects when the browser has no room.
 * Returns the ids of conversations that are no longer there: another tab has deleted them, and they stay so.
 */
export async function writeChanges(changes: readonly Change[]): Promise<string[]> {
  const transaction = (await database()).transaction(["conversation", "message"], "readwrite");
  const done = transaction.done;
  const gone: string[] = [];
  // What fails in here ends the transaction, which tells why.
  const write = async () => {
    for (const { id, begins, fields, messages } of changes) {
      const stored = await transaction.objectStore("conversation").get(id);
      if (!stored && !begins) {
        gone.push(id);
        continue;
      }
      await transaction.objectStore("conversation").put({ ...stored, ...fields, id } as Conversation);
      for (const message of messages) await transaction.objectStore("message").put(message);
    }
  };
  await Promise.all([write(), done]);
  return gone;
}

/** Deletes a conversation and returns its messages. */
export async function removeConversation(id: string): Promise<KeptMessage[]> {
  const transaction = (await database()).transaction(["conversation", "message"], "readwrite");
  const messages = await transaction.objectStore("message").getAll(messagesOf(id));
  await Promise.all([
    transaction.objectStore("conversation").delete(id),
    transaction.objectStore("message").delete(messagesOf(id)),
    transaction.done,
  ]);
  return messages;
}

function inParts({ messages, ...conversation }: WholeConversation) {
  const kept = inARow(conversation.id, messages);
  return { conversation: { ...conversation, head: kept.at(-1)?.id ?? "" }, messages: kept };
}
