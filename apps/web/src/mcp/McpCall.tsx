import type { ChatSession, ToolCallPart } from "@openrouter/sdk/chat-session";
import { useEffect, useState } from "react";
import { Button } from "../ui/Button.js";
import { alwaysAllow, isAllowed } from "./servers.js";
import type { McpTool } from "./tools.js";

interface Props {
  call: ToolCallPart;
  tool: McpTool;
  /** The call was made since the page was opened: what is allowed for good may run at once. */
  fresh: boolean;
  onAnswer: ChatSession["answerToolCall"];
  onByHand(): void;
}

const refusal = "The user did not allow this call.";

/** Calls that have run, or begun to: none runs a second time by itself. */
const started = new Set<string>();

/** Runs a call on its server once the user allows it, and gives the model what came of it. */
export default function McpCall({ call, tool: offered, fresh, onAnswer, onByHand }: Props) {
  const { url, tool, run } = offered;
  const consent = { url, tool: tool.name, definition: JSON.stringify(tool) };
  const [running, setRunning] = useState<AbortController>();
  const [problem, setProblem] = useState<string>();

  const start = async () => {
    started.add(call.id);
    const controller = new AbortController();
    setRunning(controller);
    setProblem(undefined);
    try {
      const input: unknown = JSON.parse(call.arguments || "{}");
      if (typeof input !== "object" || input === null || Array.isArray(input))
        throw new Error("the arguments are no JSON object");
      onAnswer(call.id, await run(input as Record<string, unknown>, controller.signal));
    } catch (error) {
      setProblem(
        controller.signal.aborted ? "Stopped." : `The tool was not run: ${(error as Error).message}`,
      );
    } finally {
      setRunning(undefined);
    }
  };

  const allowed = isAllowed(consent);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the call is there
  useEffect(() => {
    if (fresh && allowed && !started.has(call.id)) start();
  }, []);

  return (
    <div className="mcp-call">
      <p className="hint-text">
        Asks <strong>{new URL(url).host}</strong> to run <code>{tool.name}</code> with these arguments.
      </p>
      {problem && (
        <p className="hint" role="alert">
          {problem}
        </p>
      )}
      <div className="error-actions">
        {running ? (
          <>
            <p role="status" className="hint-text">
              Running…
            </p>
            <Button onClick={() => running.abort()}>Stop the tool</Button>
          </>
        ) : (
          <>
            <Button look="primary" onClick={start}>
              {problem ? "Run again" : "Run once"}
            </Button>
            {!allowed && (
              <Button
                onClick={() => {
                  alwaysAllow(consent);
                  start();
                }}
              >
                Always run this tool
              </Button>
            )}
            <Button onClick={() => onAnswer(call.id, problem ? `${refusal} ${problem}` : refusal)}>
              Don’t run
            </Button>
            <Button look="plain" onClick={onByHand}>
              Answer by hand
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
