import type { Message, Task } from "./task.js";

/** For a picture, a sound or a file, whose tokens can't be told from its bytes. */
const mediaTokens = 1_000;
/** For the words around a message. */
const frameTokens = 4;

/** About how many tokens a text has: four letters of Latin script to one, less of others. Quick, whatever the text. */
export function estimateTokens(text: string): number {
  const beyondLatin = Buffer.byteLength(text) - text.length;
  return Math.ceil(text.length / 4 + beyondLatin * 0.35);
}

export function estimateMessage({ content, reasoning, tool_calls: calls }: Message): number {
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : (content ?? []);
  let tokens = frameTokens + estimateTokens(reasoning ?? "");
  for (const part of parts) tokens += part.type === "text" ? estimateTokens(part.text) : mediaTokens;
  if (calls) tokens += estimateTokens(JSON.stringify(calls));
  return tokens;
}

/** About how many tokens the prompt of a task has. */
export function estimatePrompt({
  messages,
  parameters: { tools },
}: Pick<Task, "messages" | "parameters">): number {
  const described = tools ? estimateTokens(JSON.stringify(tools)) : 0;
  return messages.reduce((sum, message) => sum + estimateMessage(message), described);
}
