import { type Choice, readToEnd } from "../../generation/answer.js";
import type { Generation } from "../../generation/generations.js";
import { head, usageBody } from "../chat-completions/words.js";
import { LogprobsWriter } from "./logprobs.js";
import type { TextCompletion } from "./read-request.js";
import { promptOf } from "./words.js";

/** The body of an answer that is not streamed. */
export async function wholeCompletion(generation: Generation, request: TextCompletion) {
  const { accepted, end, choices, extra } = await readToEnd(generation.events);
  const { id, created } = generation;
  const { model, provider } = accepted;
  return {
    ...head({ id, created, model, provider }, "text_completion"),
    ...extra,
    choices: choices.map((choice, index) => choiceBody(choice, index, request)),
    usage: usageBody(end.usage),
  };
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
