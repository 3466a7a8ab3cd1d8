import type { ChatMessage } from "@openrouter/sdk/chat-session";
import type { RequestSource } from "../request/request.js";
import { createId } from "../ui/id.js";
import { fileIn } from "./attached-file.js";
import type { KeptMessage } from "./message-tree.js";

/** A conversation without its messages. */
export interface Conversation extends Omit<RequestSource, "messages"> {
  title: string;
  /** The user chose the title: it no longer follows the first message. */
  named: boolean;
  createdAt: number;
  updatedAt: number;
  /** Empty: the model of the settings. */
  model: string;
  /** The last message of the branch that is shown; empty: there is none yet. */
  head: string;
  /** Stands above the others. */
  pinned?: boolean;
}

/** A conversation with the messages of all its branches, each after the one that it follows. */
export interface WholeConversation {
  conversation: Conversation;
  messages: readonly KeptMessage[];
}

export function newConversation(
  from?: Pick<Conversation, "model" | "instructions" | "parameters">,
): Conversation {
  const now = Date.now();
  return {
    id: createId(),
    title: "New conversation",
    named: false,
    createdAt: now,
    updatedAt: now,
    model: from?.model ?? "",
    instructions: from?.instructions ?? "",
    parameters: from?.parameters ?? {},
    head: "",
  };
}

/** The words of a message, without the files that go with it. */
export const messageText = (message: Pick<ChatMessage, "parts">): string =>
  message.parts.flatMap((part) => (part.type === "text" && !fileIn(part.text) ? part.text : [])).join("");

/** The first words of the first question. */
export function titleOf(messages: readonly Pick<ChatMessage, "role" | "parts">[]): string {
  const first = messages.find((message) => message.role === "user");
  const text = first ? messageText(first).replace(/\s+/g, " ").trim() : "";
  if (text.length <= 48) return text || "New conversation";
  return `${text.slice(0, 48).replace(/\s+\S*$/, "")}…`;
}
