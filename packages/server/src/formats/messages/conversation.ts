import type { ContentPart, Message, ToolCall } from "../../generation/task.js";
import type { CountTokensRequest } from "./schema/request.js";

type Said = CountTokensRequest["messages"][number];
type UserBlock = Exclude<Extract<Said, { role: "user" }>["content"], string>[number];
type ToolResult = Extract<UserBlock, { type: "tool_result" }>;
type AssistantBlock = Exclude<Extract<Said, { role: "assistant" }>["content"], string>[number];

/** The conversation in the words of chat completions. */
export function conversation({ system, messages }: CountTokensRequest): Message[] {
  const instructions: Message[] = system === undefined ? [] : [{ role: "system", content: system }];
  return [...instructions, ...messages.flatMap(toMessages)];
}

function toMessages(said: Said): Message[] {
  if (said.role === "assistant") {
    return [
      typeof said.content === "string" ? { role: "assistant", content: said.content } : answer(said.content),
    ];
  }
  return typeof said.content === "string" ? [{ role: "user", content: said.content }] : asked(said.content);
}

/** Results of tools are messages of their own; they come before what the user says besides. */
function asked(blocks: UserBlock[]): Message[] {
  const results = blocks.flatMap((block) => (block.type === "tool_result" ? [toolResult(block)] : []));
  const parts = blocks.flatMap((block) => (block.type === "tool_result" ? [] : toParts(block)));
  return parts.length > 0 ? [...results, { role: "user", content: parts }] : results;
}

/** Text is one string, which every provider takes. */
function toolResult({ tool_use_id, content = "", is_error }: ToolResult): Message {
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  const texts = parts.filter((part) => part.type === "text");
  const failed = is_error ? "Error: " : "";
  const text = failed + texts.map((part) => part.text).join("");
  const all = texts.length === parts.length;
  const said = failed === "" ? [] : [{ type: "text" as const, text: failed }];
  return {
    role: "tool",
    tool_call_id: tool_use_id,
    content: all ? text : [...said, ...parts.flatMap(toParts)],
  };
}

/** A block in the words of chat completions; what is told about a document comes before it. */
function toParts(block: Exclude<UserBlock, ToolResult>): ContentPart[] {
  if (block.type === "text") return [block];
  const { cache_control: mark } = block;
  const marked = mark === undefined ? {} : { cache_control: mark };
  if (block.type === "image") {
    return [{ type: "image_url", image_url: { url: addressOf(block.source) }, ...marked }];
  }
  const { title: filename, context, source } = block;
  const file =
    source.type === "file"
      ? { filename, file_id: source.file_id }
      : { filename, file_data: source.type === "text" ? textAddress(source.data) : addressOf(source) };
  const about: ContentPart[] = context === undefined ? [] : [{ type: "text", text: context }];
  return [...about, { type: "file", file, ...marked }];
}

type Source = Extract<UserBlock, { type: "image" }>["source"];

function addressOf(source: Source): string {
  return source.type === "url" ? source.url : `data:${source.media_type};base64,${source.data}`;
}

function textAddress(text: string): string {
  return `data:text/plain;base64,${Buffer.from(text).toString("base64")}`;
}

function answer(blocks: AssistantBlock[]): Message {
  const calls: ToolCall[] = [];
  const details: unknown[] = [];
  let content = "";
  let reasoning = "";
  for (const block of blocks) {
    switch (block.type) {
      case "text":
        content += block.text;
        break;
      case "tool_use":
        calls.push({
          id: block.id,
          type: "function",
          function: { name: block.name, arguments: JSON.stringify(block.input) },
        });
        break;
      case "thinking":
        reasoning += block.thinking;
        details.push({ type: "reasoning.text", text: block.thinking, signature: block.signature, ...format });
        break;
      case "redacted_thinking":
        details.push({ type: "reasoning.encrypted", data: block.data, ...format });
        break;
    }
  }
  return {
    role: "assistant",
    content: content === "" && calls.length > 0 ? undefined : content,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(details.length > 0 && { reasoning, reasoning_details: details }),
  };
}

/** Who can read the signature of a thought. */
const format = { format: "anthropic-claude-v1" };
