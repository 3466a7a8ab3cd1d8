import type { ChatMessage } from "@openrouter/sdk/chat-session";
import type { RequestSource } from "../request/request.js";

export interface Conversation extends RequestSource {
  title: string;
  /** The user chose the title: it no longer follows the first message. */
  named: boolean;
  createdAt: number;
  updatedAt: number;
  /** Empty: the model of the settings. */
  model: string;
}

export function newConversation(
  from?: Pick<Conversation, "model" | "instructions" | "parameters">,
): Conversation {
  const now = Date.now();
  return {
    id: crypto.randomUUID?.() ?? `${now.toString(36)}-${Math.random().toString(36).slice(2)}`,
    title: "New conversation",
    named: false,
    createdAt: now,
    updatedAt: now,
    model: from?.model ?? "",
    instructions: from?.instructions ?? "",
    parameters: from?.parameters ?? {},
    messages: [],
  };
}

export const messageText = (message: ChatMessage): string =>
  message.parts.flatMap((part) => (part.type === "text" ? part.text : [])).join("");

/** The first words of the first question. */
export function titleOf(messages: readonly ChatMessage[]): string {
  const first = messages.find((message) => message.role === "user");
  const text = first ? messageText(first).replace(/\s+/g, " ").trim() : "";
  if (text.length <= 48) return text || "New conversation";
  return `${text.slice(0, 48).replace(/\s+\S*$/, "")}…`;
}
