import {
  type ComputedRef,
  computed,
  type MaybeRefOrGetter,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
} from "vue";
import {
  type ChatSession,
  type ChatSessionOptions,
  type ChatSnapshot,
  createChatSession,
} from "../chat-session/index.js";

/** A session's methods, and its state as refs, which may be destructured. */
export type UseChatResult = ChatSession & {
  [K in keyof ChatSnapshot]-?: ComputedRef<ChatSnapshot[K]>;
};

/** Options of {@link useChat}: those of a session, or a ref or a function that gives them. */
export type UseChatOptions = MaybeRefOrGetter<ChatSessionOptions>;

/**
 * A conversation that lives as long as the component or effect scope. Its refs change at most once a frame while an
 * answer streams; messages that didn't change keep their identity.
 *
 * `initialMessages` count at the start. Of options that are a ref or a function everything else may change: the next
 * request uses it. When the scope ends, the answer under way is stopped and its connection closed.
 */
export function useChat(options: UseChatOptions): UseChatResult {
  const session = createChatSession(toValue(options));
  watch(
    () => toValue(options),
    ({ initialMessages, ...changes }) => session.configure(changes),
  );
  const chat = useChatSession(session);
  onScopeDispose(session.destroy);
  return chat;
}

/** Shows a session that lives elsewhere, for example one of several. The end of the scope doesn't stop it. */
export function useChatSession(session: ChatSession): UseChatResult {
  const snapshot = shallowRef(session.getSnapshot());
  const unsubscribe = session.subscribe(() => {
    snapshot.value = session.getSnapshot();
  });
  onScopeDispose(unsubscribe);
  return {
    ...session,
    messages: computed(() => snapshot.value.messages),
    status: computed(() => snapshot.value.status),
    error: computed(() => snapshot.value.error),
    usage: computed(() => snapshot.value.usage),
    totalUsage: computed(() => snapshot.value.totalUsage),
    keepAlive: computed(() => snapshot.value.keepAlive),
    reconnecting: computed(() => snapshot.value.reconnecting),
  };
}
