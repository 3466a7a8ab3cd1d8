import type { ChatMessage, ChatSession, ChatSnapshot } from "@openrouter/sdk/chat-session";
import type { Tool } from "@openrouter/sdk/models";
import { ChartNoAxesColumn, RotateCcw } from "lucide-react";
import { lazy, memo, type ReactNode, useState } from "react";
import { messageText } from "../conversations/conversation.js";
import Markdown from "../markdown/Markdown.js";
import { IconButton } from "../ui/Button.js";
import { CopyButton } from "../ui/CopyButton.js";
import { Part } from "../ui/Part.js";
import { useStore } from "../ui/store.js";
import { Picture } from "./Picture.js";
import { Reasoning } from "./Reasoning.js";
import { Sources } from "./Sources.js";
import { Statistics } from "./Statistics.js";
import { ToolCall } from "./ToolCall.js";
import { receivedElsewhere } from "./take-up.js";
import { Waiting } from "./Waiting.js";

const Probabilities = lazy(() => import("./Probabilities.js"));

interface Props {
  message: ChatMessage;
  status: ChatSnapshot["status"];
  keepAlive: string | undefined;
  /** The connection broke, and the server is looked for. */
  reconnecting: boolean;
  tools: readonly Tool[] | undefined;
  lengthOfToken: number;
  /** Asks for another answer in its place. */
  onRetry(messageId: string): void;
  /** The way to its other versions, where there are some. */
  versions: ReactNode;
  onAnswer: ChatSession["answerToolCall"];
}

export const AssistantMessage = memo(function AssistantMessage(props: Props) {
  const { message, status, keepAlive, reconnecting, tools, lengthOfToken, onRetry, versions, onAnswer } =
    props;
  const elsewhere = useStore(receivedElsewhere).has(message.id);
  const [probabilities, setProbabilities] = useState(false);
  const running = status === "submitted" || status === "streaming";
  const lastPart = message.parts.length - 1;
  const text = messageText(message);

  return (
    <li className="message assistant" aria-busy={running || undefined}>
      <h2 className="visually-hidden">Answer</h2>
      {probabilities && message.logprobs?.content ? (
        <Part>
          <Probabilities tokens={message.logprobs.content} />
        </Part>
      ) : (
        message.parts.map((part, index) => {
          const growing = running && index === lastPart;
          const key = `${index}-${part.type}`;
          switch (part.type) {
            case "text":
              return <Markdown key={key} text={part.text} complete={!growing} />;
            case "reasoning":
              return <Reasoning key={key} text={part.text} growing={growing} />;
            case "tool-call":
              return (
                <ToolCall
                  key={key}
                  call={part}
                  tools={tools}
                  fresh={message.createdAt >= performance.timeOrigin}
                  onAnswer={onAnswer}
                />
              );
            case "image":
              return <Picture key={key} url={part.url} alt="Image made by the model" />;
            default:
              return null;
          }
        })
      )}
      {!running && <Sources message={message} />}
      {running && message.parts.length === 0 && <Waiting since={message.createdAt} keepAlive={keepAlive} />}
      {!running && message.parts.length === 0 && !message.error && message.finishReason && (
        <p className="hint-text">
          {message.finishReason === "stopped" ? "Stopped before the first word." : "The answer is empty."}
        </p>
      )}
      {reconnecting && (
        <p className="hint-text" role="status">
          The connection is lost. The answer goes on as soon as it is back.
        </p>
      )}
      {!running && message.timings && message.timings.finishedAt === undefined && (
        <p className="hint-text">
          {elsewhere
            ? "Another tab receives this answer."
            : "This answer was interrupted; what had arrived is kept."}
        </p>
      )}
      {(message.parts.length > 0 || !running) && (
        <div className="actions" data-running={running || undefined}>
          {!running && (
            <>
              {text && <CopyButton text={text} label="Copy answer" />}
              {versions}
              {!message.error && (
                <IconButton label="Regenerate" className="small" onClick={() => onRetry(message.id)}>
                  <RotateCcw size={15} aria-hidden />
                </IconButton>
              )}
              {message.logprobs?.content && (
                <IconButton
                  label="Probabilities"
                  className="small"
                  aria-pressed={probabilities}
                  onClick={() => setProbabilities(!probabilities)}
                >
                  <ChartNoAxesColumn size={15} aria-hidden />
                </IconButton>
              )}
            </>
          )}
          <Statistics message={message} running={running} lengthOfToken={lengthOfToken} />
        </div>
      )}
    </li>
  );
});
