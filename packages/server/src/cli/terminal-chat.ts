import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import type { OpenRouter } from "@openrouter/sdk";
import type { Message } from "@openrouter/sdk/models";
import { type AnswerRequest, streamAnswer } from "./answer.js";
import { describeFailure } from "./failure.js";

/**
 * A chat that remembers, until the user leaves. Ctrl-C stops the answer being written; at the
 * prompt it leaves, as do Ctrl-D and `/exit`.
 */
export async function terminalChat(
  client: OpenRouter,
  messages: Message[],
  request: AnswerRequest,
  firstQuestion: string | undefined,
): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const left = new AbortController();
  let answering: AbortController | undefined;
  terminal.on("SIGINT", () => (answering && !answering.signal.aborted ? answering.abort() : left.abort()));
  terminal.on("close", () => left.abort());

  let question = firstQuestion;
  const prompt = styleText(["bold", "cyan"], "you › ", { stream: process.stdout });
  if (question !== undefined) process.stdout.write(`${prompt}${question}\n`);

  while (!left.signal.aborted) {
    question ??= await terminal.question(prompt, { signal: left.signal }).catch(() => undefined);
    if (question === undefined || question.trim() === "/exit") break;
    if (question.trim() !== "") {
      answering = new AbortController();
      const signal = AbortSignal.any([answering.signal, left.signal]);
      const asked: Message[] = [...messages, { role: "user", content: question }];
      try {
        const { text } = await streamAnswer(client, asked, request, signal);
        messages = text === "" ? messages : [...asked, { role: "assistant", content: text }];
      } catch (error) {
        process.stdout.write(`${styleText("red", describeFailure(error), { stream: process.stdout })}\n`);
      }
      answering = undefined;
      process.stdout.write("\n");
    }
    question = undefined;
  }
  terminal.close();
  process.stdout.write("\n");
}
