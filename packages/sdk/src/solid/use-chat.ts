import { createComputed, createSignal, onCleanup } from "solid-js";
import {
  type ChatSession,
  type ChatSessionOptions,
  type ChatSnapshot,
  createChatSession,
} from "../chat-session/index.js";

/** A session's methods and its state, whose fields are reactive where they are read (don't destructure them). */
export type UseChatResult = ChatSession & { readonly [K in keyof ChatSnapshot]: ChatSnapshot[K] };

/**
 * A conversation that lives as long as the component or root. Its state changes at most once a frame while an answer
 * streams; messages that didn't change keep their identity, so that `<For>` renders only what grows.
 *
 * `initialMessages` count at the start. Everything else may be reactive, as in props: the next request uses it. At the
 * end the answer under way is stopped and its connection closed.
 */
export function useChat(options: ChatSessionOptions): UseChatResult {
  const session = createChatSession(options);
  createComputed(() => {
    const { client, request, options: requestOptions, onFinish, onError } = options;
    session.configure({ client, request, options: requestOptions, onFinish, onError });
  });
  const chat = useChatSession(session);
  onCleanup(session.destroy);
  return chat;
}

/** Shows a session that lives elsewhere, for example one of several. The end of the component doesn't stop it. */
export function useChatSession(session: ChatSession): UseChatResult {
  const [snapshot, setSnapshot] = createSignal(session.getSnapshot());
  onCleanup(session.subscribe(() => setSnapshot(session.getSnapshot())));
  return {
    ...session,
    get messages() {
      return snapshot().messages;
    },
    get status() {
      return snapshot().status;
    },
    get error() {
      return snapshot().error;
    },
    get usage() {
      return snapshot().usage;
    },
    get totalUsage() {
      return snapshot().totalUsage;
    },
    get keepAlive() {
      return snapshot().keepAlive;
    },
    get reconnecting() {
      return snapshot().reconnecting;
    },
  };
}
