"use client";

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import {
  type ChatSession,
  type ChatSessionOptions,
  type ChatSnapshot,
  createChatSession,
} from "../chat-session/index.js";
import type { OpenRouterCore } from "../core/client.js";
import { useClient } from "./context.js";

/** A session's state and methods. */
export type UseChatResult = ChatSnapshot & ChatSession;

/** Options of {@link useChat}: those of a session, with the client of the provider unless one is given. */
export type UseChatOptions = Omit<ChatSessionOptions, "client"> & {
  client?: OpenRouterCore | undefined;
};

/**
 * A conversation that lives as long as the component. Renders again at most once a frame while an answer streams;
 * messages that didn't change keep their identity, so a memoised component renders only what grows.
 *
 * `initialMessages` count at the first render. Everything else may change: the next request uses it.
 * On unmount the answer under way is stopped and its connection closed.
 * Throws an `Error` without a client, given or provided.
 */
export function useChat({ initialMessages, ...options }: UseChatOptions): UseChatResult {
  const client = useClient(options.client);
  const { request, options: requestOptions, onFinish, onError } = options;
  const [session] = useState(() => createChatSession({ ...options, client, initialMessages }));

  useEffect(() => {
    session.configure({ client, request, options: requestOptions, onFinish, onError });
  }, [session, client, request, requestOptions, onFinish, onError]);

  // Strict Mode unmounts and mounts again in one go: only an unmount that lasts ends the session.
  const mounted = useRef(false);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      queueMicrotask(() => {
        if (!mounted.current) session.destroy();
      });
    };
  }, [session]);

  return useChatSession(session);
}

/**
 * Shows a session that lives elsewhere, for example one of several conversations. Several components may show
 * the same one; unmounting them doesn't stop it.
 */
export function useChatSession(session: ChatSession): UseChatResult {
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
  return useMemo(() => ({ ...session, ...snapshot }), [session, snapshot]);
}
