import type {
  AssistantMessage,
  ChatGenerationParams,
  ChatStreamingMessageChunk,
  Message,
  ReasoningDetailUnion,
} from "../models/index.js";
import type { RunEvent } from "./events.js";
import type { RunToolsRequest } from "./options.js";
import type { RunState } from "./state.js";
import { type AnyTool, wireTool } from "./tool.js";

/** What of a run's request is not for the API. */
const ownFields: readonly (keyof RunToolsRequest<[]>)[] = [
  ...(["stopWhen", "finalAnswer", "repeatLimit", "onToolError", "approve"] as const),
  ...(["state", "approvals", "results"] as const),
];

/** The request of a step. */
export function stepRequest(
  request: RunToolsRequest<readonly AnyTool[]>,
  { messages }: RunState,
  toolChoice: ChatGenerationParams["toolChoice"],
): ChatGenerationParams {
  const params = Object.entries(request).filter(
    ([field]) => !(ownFields as readonly string[]).includes(field),
  );
  return {
    ...(Object.fromEntries(params) as Partial<ChatGenerationParams>),
    messages: [...messages],
    tools: request.tools.length ? request.tools.map(wireTool) : undefined,
    stream: request.stream ?? true,
    toolChoice,
  };
}

/** The readable parts of an answer, or of a piece of one, as events. */
export function* pieces(
  message: AssistantMessage | ChatStreamingMessageChunk | undefined,
  step: number,
): Generator<RunEvent> {
  const reasoning = message?.reasoning || reasoningText(message?.reasoningDetails);
  if (reasoning) yield { type: "reasoning", step, text: reasoning };
  const text = textOf(message);
  if (text) yield { type: "text", step, text };
}

/** Some models send their thinking as details only. */
const reasoningText = (details: readonly ReasoningDetailUnion[] | null | undefined): string =>
  (details ?? [])
    .map((detail: unknown) => {
      const { text, summary } = Object(detail);
      return text ?? summary ?? "";
    })
    .join("");

/** The text of a message. */
export function textOf(message: Message | ChatStreamingMessageChunk | undefined): string {
  const content = message?.content;
  if (!Array.isArray(content)) return content ?? "";
  return content.map((part: unknown) => Object(part).text ?? "").join("");
}
