import type { Choice } from "../../generation/answer.js";
import type { Generation } from "../../generation/generations.js";
import { wholeBody } from "../chat-completions/whole-answer.js";
import { LogprobsWriter } from "./logprobs.js";
import type { TextCompletion } from "./read-request.js";
import { promptOf } from "./words.js";

/** The body of an answer that is not streamed. */
export function wholeCompletion(generation: Generation, request: TextCompletion) {
  return wholeBody(generation, "text_completion", (choice, index) => choiceBody(choice, index, request));
}

function choiceBody(choice: Choice, index: number, request: TextCompletion) {
  const { logprobs, top_logprobs: alternatives = 0 } = request.task.parameters;
  return {
    index,
    ...choice.extra.choice,
    text: `${request.echo ? promptOf(request, index) : ""}${choice.content}`,
    ...(choice.reasoning !== "" && { reasoning: choice.reasoning }),
    logprobs: logprobs ? new LogprobsWriter(alternatives).write(choice.logprobs) : null,
    finish_reason: choice.finish?.finishReason ?? null,
    native_finish_reason: choice.finish?.nativeFinishReason ?? null,
  };
}
