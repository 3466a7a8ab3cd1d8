import { type FormEvent, memo, useEffect } from "react";
import type { ChatMessage, ChatSessionRequest } from "../../../src/chat-session/index.js";
import { useChat } from "../../../src/react-query/index.js";

/** How often each message and the conversation were rendered, by id. */
export const renders: Record<string, number> = {};

const MessageView = memo(function MessageView({ message }: { message: ChatMessage }) {
  renders[message.id] = (renders[message.id] ?? 0) + 1;
  return (
    <li
      data-id={message.id}
      data-role={message.role}
      data-finish={message.finishReason}
      data-generation={message.generationId}
    >
      {message.parts.map((part) => ("text" in part ? part.text : "")).join("")}
    </li>
  );
});

/** A conversation with everything a test needs to press. `first` is sent by an effect. */
export function Chat({ first, request }: { first?: string; request: ChatSessionRequest }) {
  const chat = useChat({ request });
  renders.chat = (renders.chat ?? 0) + 1;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, and again when Strict Mode repeats effects
  useEffect(() => {
    if (first) void chat.send(first);
  }, []);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void chat.send(String(new FormData(event.currentTarget).get("text")));
  }

  return (
    <main>
      <ul>
        {chat.messages.map((message) => (
          <MessageView key={message.id} message={message} />
        ))}
      </ul>
      <output>{chat.status}</output>
      {chat.error && <p role="alert">{chat.error.message}</p>}
      <form onSubmit={submit}>
        <input name="text" aria-label="Message" />
        <button type="submit">Send</button>
      </form>
      <button type="button" onClick={chat.stop}>
        Stop
      </button>
      <button type="button" onClick={() => chat.retry()}>
        Retry
      </button>
      <button type="button" onClick={() => chat.edit(chat.messages[0]?.id ?? "", "edited")}>
        Edit
      </button>
    </main>
  );
}
