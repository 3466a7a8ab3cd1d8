import type { Message, Task } from "../generation/task.js";

/** What chat templates add to a message, and to the whole. */
const perMessage = 16;
const perPrompt = 64;
/** Tokens that a picture, sound, film or file is taken to have. */
const perMedia = 4_096;

/** More tokens than the prompt can have: a token is at least one byte. Pictures and the like are guessed. */
export function mostPromptTokens({ messages, prompts = [], parameters }: Task): {
  tokens: number;
  media: number;
} {
  let tokens = perPrompt;
  let media = 0;
  for (const text of prompts) tokens += perMessage + Buffer.byteLength(text);
  for (const message of messages) {
    tokens += perMessage + bytesOf(message);
    if (typeof message.content !== "object") continue;
    for (const part of message.content) {
      if (part.type === "text") tokens += Buffer.byteLength(part.text);
      else media++;
    }
  }
  const { tools, response_format: format } = parameters;
  if (tools) tokens += Buffer.byteLength(JSON.stringify(tools));
  if (format) tokens += Buffer.byteLength(JSON.stringify(format));
  return { tokens: tokens + media * perMedia, media };
}

/** Pictures among the messages. */
export function imagesIn({ messages }: Pick<Task, "messages">): number {
  let images = 0;
  for (const { content } of messages) {
    if (typeof content === "object") images += content.filter(({ type }) => type === "image_url").length;
  }
  return images;
}

/** Of all texts but those in parts. */
function bytesOf({ content, reasoning, refusal, name, tool_calls: calls = [] }: Message): number {
  let bytes = typeof content === "string" ? Buffer.byteLength(content) : 0;
  for (const text of [reasoning, refusal, name]) if (text) bytes += Buffer.byteLength(text);
  for (const { function: called } of calls) {
    bytes += perMessage + Buffer.byteLength(called.name) + Buffer.byteLength(called.arguments);
  }
  return bytes;
}
