import { type ChatMessage, type ChatSession, createChatSession } from "@openrouter/sdk/chat-session";
import type { OpenRouterCore } from "@openrouter/sdk/core.js";
import { fileIn } from "../conversations/attached-file.js";
import { type Conversation, titleOf } from "../conversations/conversation.js";
import { type KeptMessage, latestBelow, type MessageTree, pathTo } from "../conversations/message-tree.js";
import {
  changeConversation,
  conversationGoes,
  findConversation,
  flush,
  leave,
  messagesArrive,
  treeOf,
} from "../conversations/store.js";
import { isOwnServer, serverURL, settings } from "../settings/settings.js";
import { type Explanation, explain, KeptError } from "./explain.js";
import { holdWhileWriting, isBusy, takeUp } from "./take-up.js";

interface Running {
  session: ChatSession;
  /** Shows messages that are kept already. */
  adopt(messages: readonly ChatMessage[]): void;
  /** Takes what the session has into its conversation. */
  keep(): void;
}

const sessions = new Map<string, Running>();
const saveEveryMs = 1000;

/** The session of a conversation: one as long as the page lives, so that an answer goes on behind another conversation. */
export function sessionOf(
  { id, head }: Conversation,
  tree: MessageTree,
  client: OpenRouterCore,
): ChatSession {
  const known = sessions.get(id);
  if (known) return known.session;
  const session = createChatSession({
    client,
    request: {},
    resumable: isOwnServer(settings.get().baseURL),
    initialMessages: pathTo(tree, head).map(restored),
  });
  sessions.set(id, { session, ...keeper(id, session) });
  takeUp(id, session);
  return session;
}

/** Asks again with other words; what was said before stays as another version. */
export function sendOtherWords(session: ChatSession, messageId: string, text: string): void {
  const { messages } = session.getSnapshot();
  const index = messages.findIndex(({ id }) => id === messageId);
  const attached = (messages[index]?.parts ?? []).flatMap((part) =>
    part.type === "image" || (part.type === "text" && fileIn(part.text)) ? part : [],
  );
  session.stop();
  session.setMessages(messages.slice(0, index));
  session.send([{ type: "text", text }, ...attached]);
}

/** Asks for another answer in the place of one, if need be of another model. */
export function answerAgain(session: ChatSession, messageId: string, model?: string): void {
  const { messages } = session.getSnapshot();
  const index = messages.findIndex(({ id }) => id === messageId);
  session.stop();
  if (index + 1 < messages.length) session.setMessages(messages.slice(0, index + 1));
  session.retry({ request: model ? { model } : {} });
}

/** Shows another version of a message, and what followed it last. */
export function showVersion(conversation: Conversation, session: ChatSession, messageId: string): void {
  const tree = treeOf(conversation.id).get();
  if (!tree) return;
  session.stop();
  const head = latestBelow(tree, messageId);
  sessions.get(conversation.id)?.adopt(pathTo(tree, head).map(restored));
  changeConversation(conversation.id, { head });
}

conversationGoes.listen((id) => {
  const running = sessions.get(id);
  running?.keep();
  running?.session.destroy();
  sessions.delete(id);
});

// What another tab has brought to its end or chosen is shown here too.
messagesArrive.listen((id) => {
  const running = sessions.get(id);
  const head = findConversation(id)?.head;
  const tree = treeOf(id).get();
  if (!running || !tree || head === undefined || isBusy(running.session.getSnapshot())) return;
  running.adopt(pathTo(tree, head).map(restored));
  takeUp(id, running.session);
});

addEventListener("pagehide", () => {
  for (const { keep } of sessions.values()) keep();
  leave();
});

/** Writes the session's messages into its conversation: now and then while an answer grows, and when it ends. */
function keeper(id: string, session: ChatSession): Omit<Running, "session"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saved: readonly ChatMessage[] = session.getSnapshot().messages;

  function keep() {
    const { messages, status } = session.getSnapshot();
    const conversation = findConversation(id);
    clearTimeout(timer);
    timer = undefined;
    if (messages === saved || !conversation) return;
    const before = new Set(saved);
    saved = messages;
    const changed = messages.flatMap((message, index) =>
      before.has(message) ? [] : [kept(id, message, messages[index - 1]?.id ?? "")],
    );
    const fields = {
      head: messages.at(-1)?.id ?? "",
      ...(status === "submitted" && { updatedAt: Date.now() }),
      ...(!conversation.named && { title: titleOf(messages) }),
    };
    changeConversation(id, fields, changed);
    if (status !== "streaming") flush();
  }

  session.subscribe(() => {
    if (session.getSnapshot().status === "streaming") timer ??= setTimeout(keep, saveEveryMs);
    else keep();
  });
  holdWhileWriting(session);
  return {
    keep,
    adopt(messages) {
      saved = messages;
      session.setMessages(messages);
    },
  };
}

function kept(conversationId: string, { error, ...message }: ChatMessage, parentId: string): KeptMessage {
  const failure = error && { failure: explain(error, serverURL(settings.get().baseURL)) };
  return { ...message, conversationId, parentId, ...failure };
}

function restored({ conversationId, parentId, failure, ...message }: KeptMessage): ChatMessage {
  return failure ? { ...message, error: new KeptError(failure as Explanation) } : message;
}
