import type { Message, Task } from "./task.js";

/** For a picture, a sound or a file, whose tokens can't be told from its bytes. */
const mediaTokens = 1_000;
/** For the words around a message. */
const frameTokens = 4;

/** About how many tokens a text has that comes in parts: four letters of Latin script to one, less of others. */
export class TokenEstimate {
  #letters = 0;
  #bytes = 0;

  add(text: string | undefined): void {
    if (!text) return;
    this.#letters += text.length;
    this.#bytes += Buffer.byteLength(text);
  }

  get tokens(): number {
    const beyondLatin = this.#bytes - this.#letters;
    return Math.ceil(this.#letters / 4 + beyondLatin * 0.35);
  }
}

/** The same of a whole text. Quick, whatever the text. */
export function estimateTokens(text: string): number {
  const estimate = new TokenEstimate();
  estimate.add(text);
  return estimate.tokens;
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
  prompts = [],
  parameters: { tools },
}: Pick<Task, "messages" | "prompts" | "parameters">): number {
  let tokens = tools ? estimateTokens(JSON.stringify(tools)) : 0;
  for (const message of messages) tokens += estimateMessage(message);
  return tokens + estimateInputs(prompts);
}

/** About how many tokens texts have together. */
export function estimateInputs(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0);
}
