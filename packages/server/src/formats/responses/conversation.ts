import type { ContentPart, Message } from "../../generation/task.js";
import { flatName } from "./functions.js";
import { detailsOf, textOf } from "./reasoning.js";
import type { InputItem, InputPart, MessageItem } from "./schema/input.js";

/** Items as they are, without those that stand for others. */
export type Item = Exclude<InputItem, { type: "item_reference" }>;

/** The conversation in the words of chat completions. */
export function conversation(instructions: string | undefined, items: readonly Item[]): Message[] {
  const messages: Message[] = instructions === undefined ? [] : [{ role: "system", content: instructions }];
  let turn: Message | undefined;
  for (const item of items) {
    if (!isAnswer(item)) {
      turn = undefined;
      messages.push(asked(item));
      continue;
    }
    // Thoughts, text and calls of one turn are one message there. A second text begins another, but not among calls.
    if (!turn || (item.type === "message" && hasSpoken(turn))) {
      turn = { role: "assistant" };
      messages.push(turn);
    }
    addTo(turn, item);
  }
  return messages;
}

type AnswerItem = Extract<Item, { type: "function_call" | "reasoning" }> | AssistantItem;
type AssistantItem = Extract<MessageItem, { role: "assistant" }>;

function isAnswer(item: Item): item is AnswerItem {
  return item.type === "message" ? item.role === "assistant" : item.type !== "function_call_output";
}

function hasSpoken({ content, refusal, tool_calls: calls }: Message): boolean {
  return !calls && (content !== undefined || refusal !== undefined);
}

function addTo(turn: Message, item: AnswerItem): void {
  switch (item.type) {
    case "reasoning": {
      const details = turn.reasoning_details ?? [];
      turn.reasoning_details = [...details, ...detailsOf(item, details.length)];
      const text = textOf(item);
      if (text !== "") turn.reasoning = turn.reasoning ? `${turn.reasoning}\n\n${text}` : text;
      break;
    }
    case "function_call": {
      const called = { name: flatName(item), arguments: item.arguments };
      turn.tool_calls ??= [];
      turn.tool_calls.push({ id: item.call_id, type: "function", function: called });
      break;
    }
    case "message": {
      const { text, refusal } = saidIn(item);
      if (refusal !== "") turn.refusal = (turn.refusal ?? "") + refusal;
      if (text !== "" || refusal === "") turn.content = `${turn.content ?? ""}${text}`;
    }
  }
}

function saidIn({ content }: AssistantItem): { text: string; refusal: string } {
  if (typeof content === "string") return { text: content, refusal: "" };
  return {
    text: content.map((part) => (part.type === "refusal" ? "" : part.text)).join(""),
    refusal: content.map((part) => (part.type === "refusal" ? part.refusal : "")).join(""),
  };
}

function asked(item: Exclude<Item, AnswerItem>): Message {
  if (item.type === "function_call_output") {
    return { role: "tool", tool_call_id: item.call_id, content: contentOf(item.output) };
  }
  return { role: item.role, content: contentOf(item.content) };
}

function contentOf(content: string | readonly InputPart[]): string | ContentPart[] {
  if (typeof content === "string") return content;
  const [part, ...others] = content;
  // Not every server takes parts.
  if (part?.type === "input_text" && others.length === 0 && part.cache_control === undefined)
    return part.text;
  return content.map(toPart);
}

function toPart(part: InputPart): ContentPart {
  switch (part.type) {
    case "input_text":
      return { ...part, type: "text" };
    case "input_image": {
      const { image_url: url, detail } = part;
      return { type: "image_url", image_url: { url, ...(detail && { detail }) } };
    }
    case "input_file": {
      const { file_data = part.file_url, filename } = part;
      return { type: "file", file: { file_data, ...(filename !== undefined && { filename }) } };
    }
    case "input_audio":
      return { type: "input_audio", input_audio: part.input_audio };
    case "input_video":
      return { type: "video_url", video_url: { url: part.video_url } };
  }
}
