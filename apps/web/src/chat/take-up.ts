import type { ChatMessage, ChatSession } from "@openrouter/sdk/chat-session";
import { treeOf } from "../conversations/store.js";
import { createStore } from "../ui/store.js";

/** Ids of answers that wait for another tab, which receives them. */
export const receivedElsewhere = createStore<ReadonlySet<string>>(new Set());

export const isBusy = ({ status }: { status: string }) => status === "submitted" || status === "streaming";

const isUnfinished = ({ role, generationId, finishReason, timings }: Omit<ChatMessage, "error">) =>
  role === "assistant" && !!generationId && !finishReason && timings?.finishedAt === undefined;

/** Goes on with the last answer of a conversation, if a page before this one began it and no other tab receives it. */
export function takeUp(conversationId: string, session: ChatSession): void {
  const last = session.getSnapshot().messages.at(-1);
  if (!last || !isUnfinished(last) || receivedElsewhere.get().has(last.id)) return;
  const { id } = last;
  receivedElsewhere.set((ids) => new Set([...ids, id]));
  hold(id, async () => {
    receivedElsewhere.set((ids) => new Set([...ids].filter((other) => other !== id)));
    const now = treeOf(conversationId).get()?.get(id);
    if (!now || !isUnfinished(now) || session.getSnapshot().messages.at(-1)?.id !== id) return;
    await session.resume();
  });
}

/** Keeps other tabs from receiving the answers that this one receives. */
export function holdWhileWriting(session: ChatSession): void {
  let held = "";
  session.subscribe(() => {
    const { messages } = session.getSnapshot();
    const id = messages.at(-1)?.id ?? "";
    if (!isBusy(session.getSnapshot()) || id === held) return;
    held = id;
    hold(id, () => ended(session, id));
  });
}

/** Resolves when the session no longer receives this message. */
function ended(session: ChatSession, messageId: string): Promise<void> {
  const isOver = () => {
    const snapshot = session.getSnapshot();
    return !isBusy(snapshot) || snapshot.messages.at(-1)?.id !== messageId;
  };
  return new Promise((resolve) => {
    if (isOver()) return resolve();
    const leave = session.subscribe(() => {
      if (!isOver()) return;
      leave();
      resolve();
    });
  });
}

/** Runs when no other tab holds this answer, and holds it until the end. */
function hold(messageId: string, run: () => Promise<unknown>): void {
  // A page by plain HTTP of another machine has no locks: two of its tabs may receive the same.
  if (navigator.locks) navigator.locks.request(`answer/${messageId}`, run);
  else run();
}
