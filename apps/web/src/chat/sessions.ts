import { type ChatMessage, type ChatSession, createChatSession } from "@openrouter/sdk/chat-session";
import type { OpenRouterCore } from "@openrouter/sdk/core.js";
import { type Conversation, titleOf } from "../conversations/conversation.js";
import { changeConversation, conversationGoes, findConversation, flush } from "../conversations/store.js";

const sessions = new Map<string, ChatSession>();
const saveEveryMs = 1000;

/** The session of a conversation: one as long as the page lives, so that an answer goes on behind another conversation. */
export function sessionOf(conversation: Conversation, client: OpenRouterCore): ChatSession {
  const known = sessions.get(conversation.id);
  if (known) return known;
  const session = createChatSession({
    client,
    request: {},
    initialMessages: conversation.messages,
  });
  keep(conversation.id, session);
  sessions.set(conversation.id, session);
  return session;
}

conversationGoes.listen((id) => {
  sessions.get(id)?.destroy();
  sessions.delete(id);
});

/** Writes the session's messages into its conversation: now and then while an answer grows, and when it ends. */
function keep(id: string, session: ChatSession): void {
  let savedAt = 0;
  let saved: readonly ChatMessage[] = session.getSnapshot().messages;
  session.subscribe(() => {
    const { messages, status } = session.getSnapshot();
    const growing = status === "streaming" && Date.now() - savedAt < saveEveryMs;
    if (messages === saved || growing) return;
    savedAt = Date.now();
    saved = messages;
    const conversation = findConversation(id);
    if (!conversation) return;
    changeConversation(id, {
      messages: messages.map(storable),
      updatedAt: status === "submitted" ? savedAt : conversation.updatedAt,
      ...(!conversation.named && { title: titleOf(messages) }),
    });
    if (status !== "streaming") flush();
  });
}

/** Of an error only the message can be kept. */
const storable = (message: ChatMessage): ChatMessage =>
  message.error ? { ...message, error: new Error(message.error.message) } : message;
