import type {
  AssistantMessage,
  ChatResponse,
  ChatStreamingMessageChunk,
  ChatStreamingResponseChunk,
} from "../models/index.js";
import { createChatAccumulator } from "../stream/index.js";
import type { ChatMessage, ChatPart, ToolCallPart } from "./types.js";

/** The fields of a message that come from the API. */
export type AnswerFields = Pick<
  ChatMessage,
  "parts" | "finishReason" | "usage" | "generationId" | "model" | "logprobs" | "wire"
>;

/** An answer being received. */
export interface Answer {
  addChunk(chunk: ChatStreamingResponseChunk): void;
  addResponse(response: ChatResponse): void;
  /** Whether anything to show has arrived. */
  started(): boolean;
  /** The parts so far; a part that didn't change is the same object as before. */
  parts(): ChatPart[];
  /** Everything known at the end. `complete`: the API ended the answer, nobody else did. */
  finish(complete: boolean): AnswerFields;
}

/**
 * Builds the parts of a message from chunks. Text and reasoning grow by the deltas; which tool call a delta
 * belongs to is the accumulator's to say, so the calls are read from there.
 */
export function createAnswer(): Answer {
  const accumulator = createChatAccumulator();
  const parts: ChatPart[] = [];
  const callPositions: number[] = [];
  let callsChanged = false;
  let whole: ChatResponse | undefined;

  const response = () => whole ?? accumulator.response();

  function append(type: "text" | "reasoning", value: unknown) {
    const text = textOf(value);
    if (!text) return;
    readCalls();
    const last = parts.at(-1);
    if (last?.type === type) parts[parts.length - 1] = { type, text: last.text + text };
    else parts.push({ type, text });
  }

  function readCalls() {
    if (!callsChanged) return;
    callsChanged = false;
    const calls = response().choices[0]?.message.toolCalls ?? [];
    for (const [index, call] of calls.entries()) {
      const position = callPositions[index] ?? parts.length;
      callPositions[index] = position;
      const part: ToolCallPart = {
        type: "tool-call",
        id: textOf(call.id),
        name: textOf(call.function?.name),
        arguments: textOf(call.function?.arguments),
        state: "streaming",
      };
      if (!sameCall(parts[position], part)) parts[position] = part;
    }
  }

  function add(message: ChatStreamingMessageChunk | AssistantMessage) {
    append("reasoning", message.reasoning || reasoningText(message.reasoningDetails));
    const { content } = message;
    if (!Array.isArray(content)) append("text", content);
    else for (const item of content) if (item?.type === "text") append("text", item.text);
    append("text", message.refusal);
    for (const image of message.images ?? []) {
      readCalls();
      const url = textOf(image.imageUrl?.url);
      if (url) parts.push({ type: "image", url });
    }
    if (message.toolCalls?.length) callsChanged = true;
  }

  return {
    addChunk(chunk) {
      accumulator.add(chunk);
      for (const choice of chunk.choices ?? [])
        if ((choice.index ?? 0) === 0 && choice.delta) add(choice.delta);
    },
    addResponse(value) {
      whole = value;
      const message = value.choices[0]?.message;
      if (message) add(message);
    },
    started: () => parts.length > 0 || callsChanged,
    parts() {
      readCalls();
      return parts.slice();
    },
    finish(complete) {
      readCalls();
      const { choices, usage, id, model } = response();
      const choice = choices[0];
      return {
        parts: complete ? parts.map(readyCall) : parts,
        finishReason: choice?.finishReason || undefined,
        usage,
        generationId: id || undefined,
        model: model || undefined,
        logprobs: choice?.logprobs ?? undefined,
        wire: complete ? choice?.message : undefined,
      };
    },
  };
}

/** The text that a field promises; none of what a provider sent in its place. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function readyCall(part: ChatPart): ChatPart {
  return part.type === "tool-call" ? { ...part, state: "ready" } : part;
}

function sameCall(a: ChatPart | undefined, b: ToolCallPart): boolean {
  return a?.type === "tool-call" && a.id === b.id && a.name === b.name && a.arguments === b.arguments;
}

/** Some models send their reasoning only as details. */
function reasoningText(details: readonly unknown[] | null | undefined): string {
  return (details ?? []).reduce<string>((text, detail) => {
    const { text: words, summary } = (detail ?? {}) as { text?: unknown; summary?: unknown };
    return text + textOf(words ?? summary);
  }, "");
}
