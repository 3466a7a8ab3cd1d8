import { badRequest } from "../../generation/api-error.js";
import type { ContentPart, MediaPart, Message, ToolCall } from "../../generation/task.js";
import type { CountTokensRequest } from "./schema/request.js";

type Said = CountTokensRequest["messages"][number];
type UserBlock = Exclude<Extract<Said, { role: "user" }>["content"], string>[number];
type AssistantBlock = Exclude<Extract<Said, { role: "assistant" }>["content"], string>[number];

/** The conversation in the words of chat completions. */
export function conversation({ system, messages }: CountTokensRequest): Message[] {
  const instructions: Message[] = system === undefined ? [] : [{ role: "system", content: system }];
  return [...instructions, ...messages.flatMap(toMessages)];
}

function toMessages(said: Said, index: number): Message[] {
  const at = `messages[${index}].content`;
  if (said.role === "assistant") {
    return [
      typeof said.content === "string" ? { role: "assistant", content: said.content } : answer(said.content),
    ];
  }
  return typeof said.content === "string"
    ? [{ role: "user", content: said.content }]
    : asked(said.content, at);
}

/** Results of tools are messages of their own; they come before what the user says besides. */
function asked(blocks: UserBlock[], at: string): Message[] {
  const results: Message[] = [];
  const parts: ContentPart[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type === "tool_result") results.push(toolResult(block, `${at}[${index}]`));
    else parts.push(toPart(block));
  }
  return parts.length > 0 ? [...results, { role: "user", content: parts }] : results;
}

function toolResult(block: Extract<UserBlock, { type: "tool_result" }>, at: string): Message {
  const { tool_use_id, content = "", is_error } = block;
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  const image = parts.findIndex((part) => part.type === "image");
  if (image !== -1) {
    const param = `${at}.content[${image}]`;
    throw badRequest(`${param} is an image: results of tools are text here`, param);
  }
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  return { role: "tool", tool_call_id: tool_use_id, content: is_error ? `Error: ${text}` : text };
}

function toPart(block: Exclude<UserBlock, { type: "tool_result" }>): ContentPart {
  if (block.type === "text") return block;
  const { source } = block;
  const url = source.type === "url" ? source.url : `data:${source.media_type};base64,${source.data}`;
  return { type: "image_url", image_url: { url } } as MediaPart;
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
