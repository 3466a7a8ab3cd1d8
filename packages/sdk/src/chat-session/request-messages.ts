import type { AssistantMessage, ChatMessageContentItem, Message } from "../models/index.js";
import type { ChatMessage, ToolCallPart } from "./types.js";

const unansweredCall = "This call was not answered.";

/**
 * The messages that a session sends for a conversation, without sending them. A complete answer goes back as the
 * API sent it; one that broke off goes back as its text; one of which nothing arrived is left out. The API wants
 * a result for every call, so a call that the user passed over gets one that says so.
 */
export function toRequestMessages(messages: readonly ChatMessage[]): Message[] {
  const answered = new Set(messages.map((message) => message.toolCallId));
  return messages.flatMap((message) => requestMessages(message, answered));
}

function requestMessages(message: ChatMessage, answered: Set<string | undefined>): Message[] {
  switch (message.role) {
    case "system":
      return [{ role: "system", content: textOf(message) }];
    case "user":
      return [{ role: "user", content: userContent(message) }];
    case "tool":
      return [{ role: "tool", toolCallId: message.toolCallId ?? "", content: textOf(message) }];
    case "assistant": {
      const calls = completeCalls(message);
      const assistant = message.wire ?? rebuildAssistant(message, calls);
      return assistant ? [assistant, ...toolResults(calls, answered)] : [];
    }
  }
}

function toolResults(calls: ToolCallPart[], answered: Set<string | undefined>): Message[] {
  return calls
    .filter((call) => call.result !== undefined || !answered.has(call.id))
    .map((call) => ({ role: "tool", toolCallId: call.id, content: call.result ?? unansweredCall }));
}

function textOf(message: ChatMessage): string {
  return message.parts.reduce((text, part) => (part.type === "text" ? text + part.text : text), "");
}

function userContent(message: ChatMessage): string | ChatMessageContentItem[] {
  // What people write in parts are paragraphs, such as a question and a file.
  if (message.parts.every((part) => part.type === "text"))
    return message.parts.map(({ text }) => text).join("\n\n");
  return message.parts.flatMap((part): ChatMessageContentItem[] => {
    if (part.type === "text") return [{ type: "text", text: part.text }];
    if (part.type === "image") return [{ type: "image_url", imageUrl: { url: part.url } }];
    return [];
  });
}

function completeCalls(message: ChatMessage): ToolCallPart[] {
  return message.parts
    .filter((part) => part.type === "tool-call")
    .filter((call) => call.state !== "streaming");
}

function rebuildAssistant(message: ChatMessage, calls: ToolCallPart[]): AssistantMessage | undefined {
  const text = textOf(message);
  if (!text && calls.length === 0) return undefined;
  return {
    role: "assistant",
    content: text,
    ...(calls.length > 0 && {
      toolCalls: calls.map((call) => ({
        id: call.id,
        type: "function" as const,
        function: { name: call.name, arguments: call.arguments },
      })),
    }),
  };
}
