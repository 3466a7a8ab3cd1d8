import type { ChatSession } from "@openrouter/sdk/chat-session";
import type { UseChatResult } from "@openrouter/sdk/react-query/useChat.js";
import { Fragment, useCallback, useMemo } from "react";
import type { Conversation } from "../conversations/conversation.js";
import { type MessageTree, versionsOf } from "../conversations/message-tree.js";
import { Button } from "../ui/Button.js";
import { AssistantMessage } from "./AssistantMessage.js";
import { ErrorNotice } from "./ErrorNotice.js";
import { answerAgain, sendOtherWords, showVersion } from "./sessions.js";
import { tokenLength } from "./statistics.js";
import { isBusy } from "./take-up.js";
import { UserMessage } from "./UserMessage.js";
import { Versions } from "./Versions.js";

interface Props {
  chat: UseChatResult;
  session: ChatSession;
  conversation: Conversation;
  tree: MessageTree;
}

/** Asked for more where an answer was cut at the limit of tokens. */
const goOn = "Go on exactly where you stopped.";

/** The messages of a conversation, oldest first. */
export default function Messages({ chat, session, conversation, tree }: Props) {
  const { messages, status, keepAlive, reconnecting, retry, answerToolCall } = chat;
  const busy = isBusy(chat);
  const last = messages.at(-1);
  const earlier = messages.length - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer under way has no count of its own
  const lengthOfToken = useMemo(() => tokenLength(messages.slice(0, earlier)), [earlier, conversation.id]);
  const unanswered = !busy && last?.role === "user";
  const edit = useCallback((id: string, text: string) => sendOtherWords(session, id, text), [session]);
  const again = useCallback((id: string) => answerAgain(session, id), [session]);

  const versions = (id: string) => {
    const ids = versionsOf(tree, id).map((version) => version.id);
    if (ids.length < 2) return undefined;
    return (
      <Versions ids={ids} current={id} onShow={(version) => showVersion(conversation, session, version)} />
    );
  };

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
                versions={versions(message.id)}
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
                reconnecting={current && reconnecting === true}
                tools={conversation.parameters.tools}
                lengthOfToken={lengthOfToken}
                onRetry={again}
                versions={versions(message.id)}
                onAnswer={answerToolCall}
              />
              {current && !busy && message.finishReason === "length" && (
                <li>
                  <Button onClick={() => session.send(goOn)}>Continue</Button>
                </li>
              )}
              {message.error && <ErrorNotice error={message.error} onRetry={current ? retry : undefined} />}
            </Fragment>
          );
        })}
      </ol>
    </>
  );
}
