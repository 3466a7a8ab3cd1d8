import { onTestFinished } from "vitest";
import {
  type ChatMessage,
  type ChatSession,
  type ChatSessionOptions,
  type ChatSnapshot,
  createChatSession,
} from "../../../src/chat-session/index.js";
import { OpenRouterCore } from "../../../src/core/client.js";
import { type ChatServer, type Respond, startChatServer } from "./chat-server.js";

export interface Conversation {
  server: ChatServer;
  session: ChatSession;
  /** Every state that was published, in order. */
  snapshots: ChatSnapshot[];
  /** The current state, when it satisfies the condition; waits for it otherwise. */
  until(condition: (snapshot: ChatSnapshot) => boolean): Promise<ChatSnapshot>;
}

/** A session talking to a server of its own; both end with the test. */
export async function converse(
  respond: Respond,
  options: Partial<ChatSessionOptions> = {},
): Promise<Conversation> {
  const server = await startChatServer(respond);
  const session = createChatSession({
    client: new OpenRouterCore({ serverURL: server.url, apiKey: "test", retryConfig: { strategy: "none" } }),
    request: { model: "test/model" },
    ...options,
  });
  const snapshots: ChatSnapshot[] = [];
  session.subscribe(() => snapshots.push(session.getSnapshot()));
  onTestFinished(async () => {
    session.destroy();
    await server.close();
  });
  return {
    server,
    session,
    snapshots,
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          if (!condition(session.getSnapshot())) return;
          unsubscribe();
          resolve(session.getSnapshot());
        };
        const unsubscribe = session.subscribe(check);
        check();
      }),
  };
}

export function textOf(message: ChatMessage | undefined): string {
  return (message?.parts ?? []).map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** A promise to be resolved by hand. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
