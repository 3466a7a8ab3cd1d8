import { badRequest } from "../../generation/api-error.js";
import type { Message, ToolCall } from "../../generation/task.js";
import { type Fields, isFields } from "../http/fields.js";
import { blocksOf } from "./content.js";

export interface Conversation {
  system: Fields[];
  messages: { role: "user" | "assistant"; content: Fields[] }[];
  /** Instructions within the conversation were moved to its beginning: this API has no other place for them. */
  moved: boolean;
}

/** The conversation in the words of this API: instructions apart, turns of one speaker together. */
export function conversation(said: readonly Message[], provider: string): Conversation {
  const result: Conversation = { system: [], messages: [], moved: false };
  for (const [index, message] of said.entries()) {
    const at = `messages[${index}]`;
    switch (message.role) {
      case "system":
      case "developer":
        result.moved ||= result.messages.length > 0;
        result.system.push(...blocksOf(message.content, provider, `${at}.content`));
        break;
      case "user":
        add(result, "user", blocksOf(message.content, provider, `${at}.content`));
        break;
      case "tool":
        add(result, "user", [toolResult(message, provider, at)]);
        break;
      case "assistant":
        add(result, "assistant", answer(message, provider, at));
    }
  }
  return result;
}

function add({ messages }: Conversation, role: "user" | "assistant", blocks: Fields[]): void {
  const last = messages.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else if (blocks.length > 0) messages.push({ role, content: blocks });
}

function toolResult({ tool_call_id, content }: Message, provider: string, at: string): Fields {
  const blocks = blocksOf(content, provider, `${at}.content`);
  return { type: "tool_result", tool_use_id: tool_call_id, content: blocks };
}

function answer(message: Message, provider: string, at: string): Fields[] {
  const { reasoning_details: details = [], content, refusal, tool_calls: calls = [] } = message;
  return [
    ...details.flatMap(thought),
    ...blocksOf(content ?? refusal, provider, `${at}.content`),
    ...calls.map((call, index) => toolUse(call, `${at}.tool_calls[${index}]`)),
  ];
}

/** Only signed thoughts of this API's own models can be sent back; of others there is nothing it would take. */
function thought(detail: unknown): Fields[] {
  if (!isFields(detail)) return [];
  const { type, text, signature, data, format } = detail;
  if (typeof format === "string" && format !== "unknown" && !format.startsWith("anthropic")) return [];
  if (type === "reasoning.text" && typeof signature === "string" && signature !== "") {
    return [{ type: "thinking", thinking: typeof text === "string" ? text : "", signature }];
  }
  if (type === "reasoning.encrypted" && typeof data === "string")
    return [{ type: "redacted_thinking", data }];
  return [];
}

function toolUse({ id, function: { name, arguments: json } }: ToolCall, at: string): Fields {
  const input = json.trim() === "" ? {} : parsed(json);
  if (!isFields(input)) {
    const param = `${at}.function.arguments`;
    throw badRequest(
      `${param} must be the JSON of an object, got ${JSON.stringify(json.slice(0, 100))}`,
      param,
    );
  }
  return { type: "tool_use", id, name, input };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
