import { type ChatMessage, type ChatSessionRequest, toRequestMessages } from "@openrouter/sdk/chat-session";
import type { ChatGenerationParams } from "@openrouter/sdk/models";
import type { Parameters } from "./parameters.js";

/** What a request is made of: a conversation, as far as it is sent. */
export interface RequestSource {
  /** Of the conversation. */
  id: string;
  /** The system message; empty for none. */
  instructions: string;
  parameters: Parameters;
  messages: readonly Omit<ChatMessage, "error">[];
}

/** What a conversation sends besides its messages. */
export function sessionRequest(
  { instructions, parameters }: Pick<RequestSource, "instructions" | "parameters">,
  model: string,
): ChatSessionRequest {
  return {
    ...(model && { model }),
    ...(instructions.trim() && { messages: [{ role: "system", content: instructions }] }),
    ...parameters,
  };
}

const exampleQuestion = "Hello!";

/** The request that answers the conversation: up to its last question, or with an example question if it has none. */
export function requestOf(conversation: RequestSource, model: string): ChatGenerationParams {
  const { messages: before, ...rest } = sessionRequest(conversation, model);
  const last = conversation.messages.findLastIndex(
    ({ role, parts }) =>
      role === "user" || parts.some((part) => part.type === "tool-call" && part.state === "answered"),
  );
  const messages = [...(before ?? []), ...toRequestMessages(conversation.messages.slice(0, last + 1))];
  if (last < 0) messages.push({ role: "user", content: exampleQuestion });
  return { messages, ...rest, stream: rest.stream ?? true };
}
