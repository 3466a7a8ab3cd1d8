import { styleText } from "node:util";
import type { OpenRouter } from "@openrouter/sdk";
import type { Message } from "@openrouter/sdk/models";
import { describeFailure } from "./failure.js";
import { type AnswerRequest, printAnswer } from "./print-answer.js";
import { QuestionReader } from "./question-reader.js";

/**
 * A chat that remembers, until the user or the signal ends it. Ctrl-C stops the answer being written; at the prompt it
 * leaves, as do Ctrl-D and `/exit`.
 */
export async function terminalChat(
  client: OpenRouter,
  messages: Message[],
  request: AnswerRequest,
  firstQuestion: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  let answering: AbortController | undefined;
  const reader = new QuestionReader(() =>
    answering && !answering.signal.aborted ? answering.abort() : reader.close(),
  );
  signal.addEventListener("abort", () => reader.close(), { once: true });

  let question = firstQuestion;
  const prompt = styleText(["bold", "cyan"], "you › ", { stream: process.stdout });
  if (question !== undefined) process.stdout.write(`${prompt}${question}\n`);

  while (!signal.aborted) {
    question ??= await reader.next(prompt);
    if (question === undefined || question === "/exit") break;
    if (question !== "") {
      answering = new AbortController();
      const asked: Message[] = [...messages, { role: "user", content: question }];
      try {
        const { text } = await printAnswer(
          client,
          asked,
          request,
          AbortSignal.any([answering.signal, signal]),
        );
        messages = text === "" ? messages : [...asked, { role: "assistant", content: text }];
      } catch (error) {
        process.stdout.write(`${styleText("red", describeFailure(error), { stream: process.stdout })}\n`);
      }
      answering = undefined;
      process.stdout.write("\n");
    }
    question = undefined;
  }
  reader.close();
  process.stdout.write("\n");
}
