import type { ChatSession, ToolCallPart } from "@openrouter/sdk/chat-session";
import type { Tool } from "@openrouter/sdk/models";
import { useId, useMemo, useState } from "react";
import { readJson } from "../editor/json.js";
import { mismatches } from "../editor/schema.js";
import { isFunctionTool } from "../request/tools.js";
import { Button } from "../ui/Button.js";

interface Props {
  call: ToolCallPart;
  tools: readonly Tool[] | undefined;
  onAnswer: ChatSession["answerToolCall"];
}

/** The form that answers a call: JSON or plain text. */
export default function ToolAnswer({ call, tools, onAnswer }: Props) {
  const id = useId();
  const [text, setText] = useState("");
  const problem = useMemo(() => resultProblem(text), [text]);
  const complaints = useMemo(() => argumentProblems(call, tools), [call, tools]);
  return (
    <form
      className="tool-answer"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "" && !problem) onAnswer(call.id, text);
      }}
    >
      {complaints.length > 0 && (
        <p className="hint">
          The arguments don’t match the tool’s schema: {complaints.slice(0, 2).join("; ")}
        </p>
      )}
      <label htmlFor={id}>Result of {call.name}</label>
      <textarea
        id={id}
        className="input mono"
        rows={3}
        placeholder={'{ "temperature": 21 }'}
        value={text}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-help`}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="error-actions">
        <p id={`${id}-help`} aria-live="polite" className={problem ? "problem" : "hint-text"}>
          {problem ?? "JSON, or plain text. The model goes on once every call has a result."}
        </p>
        <Button type="submit" look="primary" disabled={text.trim() === "" || problem !== undefined}>
          Send result
        </Button>
      </div>
    </form>
  );
}

/** Text that begins like JSON must be JSON; all else is taken as words. */
function resultProblem(text: string): string | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  const [first] = readJson(text).problems;
  return first && `Line ${first.line}: ${first.message}`;
}

function argumentProblems(call: ToolCallPart, tools: readonly Tool[] | undefined): string[] {
  const tool = tools?.filter(isFunctionTool).find((candidate) => candidate.function.name === call.name);
  if (!tool) return tools ? [`there is no tool “${call.name}”`] : [];
  const { value, problems } = readJson(call.arguments || "{}");
  if (problems.length > 0) return ["they are no valid JSON"];
  return tool.function.parameters ? mismatches(tool.function.parameters, value) : [];
}
