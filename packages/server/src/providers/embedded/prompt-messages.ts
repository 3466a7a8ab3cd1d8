import type { PromptMessage } from "../../engine/types.js";
import { badRequest } from "../../generation/api-error.js";
import type { ContentPart, MediaPart, Message, ToolCall } from "../../generation/task.js";
import { ToolTexts } from "./tool-format.js";

const mediaNames: Record<MediaPart["type"], string> = {
  image_url: "images",
  input_audio: "audio",
  video_url: "video",
  input_video: "video",
  file: "files",
};

function textOf(content: string | ContentPart[] | undefined, where: string): string {
  if (typeof content === "string") return content;
  return (content ?? [])
    .map((part, index) => {
      if (part.type === "text") return part.text;
      const param = `${where}.content[${index}]`;
      throw badRequest(
        `${param} is of type "${part.type}", but the model does not take ${mediaNames[part.type]}`,
        param,
      );
    })
    .join("");
}

function assistantText(content: string, calls: readonly ToolCall[], texts: ToolTexts): string {
  return [...(content === "" ? [] : [content]), ...calls.map((call) => texts.call(call))].join("\n");
}

/**
 * The conversation as the chat template takes it. Leading system and developer messages and the `instructions`
 * become one system message, since many templates have room for only one. `defaultSystem` stands in when there is none.
 */
export function toPromptMessages(
  messages: readonly Message[],
  instructions: readonly string[] = [],
  defaultSystem?: string,
): PromptMessage[] {
  const toolNames = new Map<string, string>();
  const texts = new ToolTexts();
  const prompt = messages.map((message, index): PromptMessage => {
    const content = textOf(message.content, `messages[${index}]`);
    if (message.role === "tool") {
      return { role: "tool", content: texts.result(toolNames.get(message.tool_call_id ?? ""), content) };
    }
    if (message.role === "assistant") {
      const calls = message.tool_calls ?? [];
      for (const call of calls) toolNames.set(call.id, call.function.name);
      return { role: "assistant", content: assistantText(content, calls, texts) };
    }
    return { role: message.role === "user" ? "user" : "system", content };
  });
  const last = messages.at(-1);
  if (last?.role === "assistant" && last.tool_calls?.length) {
    const param = `messages[${messages.length - 1}].tool_calls`;
    throw badRequest(`${param} must be followed by the results, as messages with the role "tool"`, param);
  }
  const firstOther = prompt.findIndex((message) => message.role !== "system");
  const leading = prompt.slice(0, firstOther === -1 ? prompt.length : firstOther);
  const given = leading.length > 0 ? leading.map((message) => message.content) : [defaultSystem ?? ""];
  const system = [...given, ...instructions].filter((text) => text !== "");
  const rest = prompt.slice(leading.length);
  return system.length === 0 && rest.length > 0
    ? rest
    : [{ role: "system", content: system.join("\n\n") }, ...rest];
}
