import type { ChatSession, ImagePart, TextPart } from "@openrouter/sdk/chat-session";
import { useChatSession, useOpenRouterContext } from "@openrouter/sdk/react-query";
import { ArrowDown } from "lucide-react";
import { lazy, useEffect, useMemo, useRef } from "react";
import type { Conversation } from "../conversations/conversation.js";
import { begin } from "../conversations/current.js";
import type { MessageTree } from "../conversations/message-tree.js";
import { conversations } from "../conversations/store.js";
import { mcpTools, withMcpTools } from "../mcp/tools.js";
import { nameRoute } from "../navigation/route.js";
import { show } from "../navigation/view.js";
import { sessionRequest } from "../request/request.js";
import { isOwnServer, settings } from "../settings/settings.js";
import { announce } from "../ui/announcer.js";
import { Button } from "../ui/Button.js";
import { notify } from "../ui/notices.js";
import { Part } from "../ui/Part.js";
import { firstProblem } from "../ui/problems.js";
import { useStore } from "../ui/store.js";
import { Composer, type ComposerHandle } from "./Composer.js";
import { ConversationFigures } from "./ConversationFigures.js";
import { sessionOf } from "./sessions.js";
import { isBusy } from "./take-up.js";
import { useStickToEnd } from "./useStickToEnd.js";
import { Welcome } from "./Welcome.js";
import "./chat.css";

const loadMessages = () => import("./Messages.js");
const Messages = lazy(loadMessages);

interface Props {
  conversation: Conversation;
  /** All messages of the conversation. */
  tree: MessageTree;
  model: string;
  modelName: string;
  /** Whether the model says that it takes images; undefined when it says nothing. */
  takesImages: boolean | undefined;
  /** Tokens that the model can hold; undefined when it says nothing. */
  contextLength: number | undefined;
}

/** One conversation: its messages and the field to write in. */
export function Chat({ conversation, tree, model, modelName, takesImages, contextLength }: Props) {
  const client = useOpenRouterContext();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a session is its conversation's for good; only the id picks it
  const session = useMemo(() => sessionOf(conversation, tree, client), [conversation.id, client]);
  const chat = useChatSession(session);
  const composer = useRef<ComposerHandle>(null);
  const { scroller, content, toEnd, away } = useStickToEnd(chat.messages.length > 0);
  const busy = isBusy(chat);
  const { problem } = useStore(conversations);
  const { instructions, parameters } = conversation;
  const offered = useStore(mcpTools);
  const { baseURL } = useStore(settings);

  useEffect(() => {
    const tools = withMcpTools(parameters.tools, offered);
    const request = sessionRequest(
      { instructions, parameters: tools ? { ...parameters, tools } : parameters },
      model,
    );
    session.configure({ client, request, resumable: isOwnServer(baseURL) });
  }, [session, client, instructions, parameters, offered, model, baseURL]);

  useEffect(() => {
    loadMessages();
  }, []);

  useAnnouncedEnd(chat);

  useEffect(() => {
    if (!busy) return;
    const stopOnEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("[role=dialog]"))
        session.stop();
    };
    addEventListener("keydown", stopOnEscape);
    return () => removeEventListener("keydown", stopOnEscape);
  }, [busy, session]);

  /** Returns whether it went out. */
  const send = (parts: (TextPart | ImagePart)[]): boolean => {
    const wrong = firstProblem();
    if (wrong) {
      notify(`Not sent. ${wrong}`, { label: "Show parameters", run: () => show("panel") });
      return false;
    }
    const isNew = begin(conversation);
    session.send(parts);
    toEnd();
    if (isNew) nameRoute(conversation.id);
    return true;
  };

  return (
    <div className="chat">
      <div className="scroller" ref={scroller}>
        <div className="messages" ref={content}>
          {chat.messages.length === 0 ? (
            <Welcome modelName={modelName} onPick={(text) => composer.current?.write(text)} />
          ) : (
            <Part>
              <Messages chat={chat} session={session} conversation={conversation} tree={tree} />
            </Part>
          )}
        </div>
      </div>
      <div className="above-composer">
        {away && (
          <Button className="to-latest" onClick={toEnd}>
            <ArrowDown size={15} aria-hidden /> Jump to latest
          </Button>
        )}
        {problem && chat.messages.length > 0 && (
          <p className="hint" role="alert">
            {problem}
          </p>
        )}
      </div>
      <Composer
        key={conversation.id}
        draftId={conversation.head ? conversation.id : "new"}
        ref={composer}
        busy={busy}
        takesImages={takesImages}
        onSend={send}
        onStop={() => session.stop()}
      />
      <ConversationFigures
        messages={chat.messages}
        totalUsage={chat.totalUsage}
        contextLength={contextLength}
      />
    </div>
  );
}

/** Says when an answer begins and ends, and nothing in between. */
function useAnnouncedEnd({
  status,
  messages,
}: Pick<ReturnType<ChatSession["getSnapshot"]>, "status" | "messages">) {
  const before = useRef(status);
  useEffect(() => {
    const was = before.current;
    before.current = status;
    if (was === status) return;
    if (status === "submitted") announce("Sent");
    else if (status === "streaming") announce("The answer begins");
    else if (status === "idle") {
      const stopped = messages.at(-1)?.finishReason === "stopped";
      announce(stopped ? "Stopped" : "The answer is complete");
    }
  }, [status, messages]);
}
