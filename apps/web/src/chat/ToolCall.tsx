import type { ChatSession, ToolCallPart } from "@openrouter/sdk/chat-session";
import type { Tool } from "@openrouter/sdk/models";
import { Check, Wrench } from "lucide-react";
import { lazy, useState } from "react";
import { CodeBlock } from "../markdown/CodeBlock.js";
import { mcpTools } from "../mcp/tools.js";
import { isFunctionTool } from "../request/tools.js";
import { Part } from "../ui/Part.js";
import { useStore } from "../ui/store.js";

const McpCall = lazy(() => import("../mcp/McpCall.js"));
const ToolAnswer = lazy(() => import("./ToolAnswer.js"));

interface Props {
  call: ToolCallPart;
  tools: readonly Tool[] | undefined;
  /** The call was made since the page was opened. */
  fresh: boolean;
  onAnswer: ChatSession["answerToolCall"];
}

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

/** A call the model made, with its arguments and a form for the result. */
export function ToolCall({ call, tools, fresh, onAnswer }: Props) {
  const offered = useStore(mcpTools);
  const [byHand, setByHand] = useState(false);
  const own = tools?.filter(isFunctionTool).some((tool) => tool.function.name === call.name);
  const ofServer = own ? undefined : offered.find(({ name }) => name === call.name);
  return (
    <section className="tool-call" aria-label={`Call of ${call.name}`}>
      <header>
        {call.state === "answered" ? <Check size={16} aria-hidden /> : <Wrench size={16} aria-hidden />}
        <code>{call.name}</code>
        <span>
          {
            {
              streaming: "is being written",
              ready: ofServer ? "waits for your word" : "waits for your result",
              answered: "answered",
            }[call.state]
          }
        </span>
      </header>
      <CodeBlock
        code={call.state === "streaming" ? call.arguments : pretty(call.arguments)}
        language="json"
        complete={call.state !== "streaming"}
      />
      {call.state === "answered" && (
        <details className="tool-result">
          <summary>Result</summary>
          <CodeBlock code={pretty(call.result ?? "")} language="json" complete />
        </details>
      )}
      {call.state === "ready" && (
        <Part>
          {ofServer && !byHand ? (
            <McpCall
              call={call}
              tool={ofServer}
              fresh={fresh}
              onAnswer={onAnswer}
              onByHand={() => setByHand(true)}
            />
          ) : (
            <ToolAnswer call={call} tools={ofServer ? undefined : tools} onAnswer={onAnswer} />
          )}
        </Part>
      )}
    </section>
  );
}
