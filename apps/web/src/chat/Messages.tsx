import type { UseChatResult } from "@openrouter/sdk/react-query/useChat.js";
import { Fragment, useMemo } from "react";
import type { Conversation } from "../conversations/conversation.js";
import { AssistantMessage } from "./AssistantMessage.js";
import { ErrorNotice } from "./ErrorNotice.js";
import { tokenLength } from "./statistics.js";
import { UserMessage } from "./UserMessage.js";

interface Props {
  chat: UseChatResult;
  conversation: Conversation;
}

/** The messages of a conversation, oldest first. */
export default function Messages({ chat, conversation }: Props) {
  const { messages, status, keepAlive, retry, edit, answerToolCall } = chat;
  const busy = status === "submitted" || status === "streaming";
  const last = messages.at(-1);
  const earlier = messages.length - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer under way has no count of its own
  const lengthOfToken = useMemo(() => tokenLength(messages.slice(0, earlier)), [earlier, conversation.id]);
  const unanswered = !busy && last?.role === "user";

  return (
    <>
      <h1 className="visually-hidden">{conversation.title}</h1>
      <ol className="list message-list" aria-label="Messages">
        {messages.map((message) => {
          if (message.role === "user")
            return (
              <UserMessage
                key={message.id}
                message={message}
                onEdit={edit}
                onRetry={unanswered && message === last ? retry : undefined}
              />
            );
          if (message.role !== "assistant") return null;
          const current = message === last;
          return (
            <Fragment key={message.id}>
              <AssistantMessage
                message={message}
                status={current ? status : "idle"}
                keepAlive={current ? keepAlive : undefined}
                tools={conversation.parameters.tools}
                lengthOfToken={lengthOfToken}
                onRetry={current ? retry : undefined}
                onAnswer={answerToolCall}
              />
              {message.error && <ErrorNotice error={message.error} onRetry={current ? retry : undefined} />}
            </Fragment>
          );
        })}
      </ol>
    </>
  );
}
