import { onDestroy } from "svelte";
import { type Readable, readable } from "svelte/store";
import {
  type ChatSession,
  type ChatSessionOptions,
  type ChatSnapshot,
  createChatSession,
} from "../chat-session/index.js";

/** A store of a session's state (`$chat.messages`) that has the session's methods (`chat.send("Hi")`). */
export type UseChatResult = Readable<ChatSnapshot> & Omit<ChatSession, "subscribe">;

/**
 * A conversation that lives as long as the component. The store changes at most once a frame while an answer streams;
 * messages that didn't change keep their identity. `configure` changes the options of the next request.
 *
 * When the component is destroyed, the answer under way is stopped and its connection closed. Call it while a component
 * is being made.
 */
export function useChat(options: ChatSessionOptions): UseChatResult {
  const session = createChatSession(options);
  onDestroy(session.destroy);
  return useChatSession(session);
}

/** Shows a session that lives elsewhere, for example one of several. Nothing that a component does stops it. */
export function useChatSession(session: ChatSession): UseChatResult {
  const { subscribe } = readable(session.getSnapshot(), (set) => {
    set(session.getSnapshot());
    return session.subscribe(() => set(session.getSnapshot()));
  });
  return { ...session, subscribe };
}
