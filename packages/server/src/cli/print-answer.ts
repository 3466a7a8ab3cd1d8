import { styleText } from "node:util";
import type { OpenRouter } from "@openrouter/sdk";
import type { ChatGenerationParams, ChatGenerationTokenUsage, Message } from "@openrouter/sdk/models";
import { TerminalText } from "./terminal-text.js";

export type AnswerRequest = Omit<ChatGenerationParams, "messages" | "stream">;

export interface Answer {
  text: string;
  /** Whether it was stopped before its end. */
  stopped: boolean;
}

/** Asks for an answer and writes it as it comes, then what it cost. */
export async function printAnswer(
  client: OpenRouter,
  messages: Message[],
  request: AnswerRequest,
  signal: AbortSignal,
  output: NodeJS.WriteStream = process.stdout,
): Promise<Answer> {
  const started = performance.now();
  let firstToken: number | undefined;
  let usage: ChatGenerationTokenUsage | undefined;
  let text = "";
  const printable = new TerminalText();
  try {
    const stream = await client.chat.send({ ...request, messages, stream: true }, { signal });
    for await (const chunk of stream) {
      const content = chunk.choices[0]?.delta.content;
      usage = chunk.usage ?? usage;
      if (!content) continue;
      firstToken ??= performance.now();
      text += content;
      output.write(printable.push(content));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    output.write(styleText("dim", " [stopped]", { stream: output }));
  }
  output.write(`${printable.end()}\n`);
  if (usage && firstToken !== undefined) {
    const figures = describeUsage(usage, firstToken - started, performance.now() - firstToken);
    output.write(`${styleText("dim", figures, { stream: output })}\n`);
  }
  return { text, stopped: signal.aborted };
}

function describeUsage(usage: ChatGenerationTokenUsage, waitedMs: number, wroteMs: number): string {
  const { promptTokens, completionTokens } = usage;
  const rate = completionTokens > 1 ? ((completionTokens - 1) / wroteMs) * 1000 : undefined;
  return [
    `${promptTokens} prompt + ${completionTokens} completion tokens`,
    `first token after ${(waitedMs / 1000).toFixed(2)} s`,
    ...(rate === undefined ? [] : [`${rate.toFixed(1)} tokens/s`]),
  ].join(" · ");
}
