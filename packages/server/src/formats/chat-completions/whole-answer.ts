import { type Choice, readToEnd } from "../../generation/answer.js";
import type { Generation } from "../../generation/generations.js";
import { errorDetail } from "./error-body.js";
import { head, logprobsBody, reasoningBody, usageBody } from "./words.js";

/** The body of an answer that is not streamed. */
export function wholeAnswer(generation: Generation, withLogprobs: boolean) {
  return wholeBody(generation, "chat.completion", (choice, index) => choiceBody(choice, index, withLogprobs));
}

/** Such a body in any language that lists the answers as choices. */
export async function wholeBody<T>(
  { id, created, events }: Generation,
  object: Parameters<typeof head>[1],
  choiceOf: (choice: Choice, index: number) => T,
) {
  const { accepted, end, choices, extra } = await readToEnd(events);
  const { model, provider } = accepted;
  return {
    ...head({ id, created, model, provider }, object),
    ...extra,
    choices: choices.map(choiceOf),
    usage: usageBody(end.usage),
  };
}

function choiceBody(choice: Choice, index: number, withLogprobs: boolean) {
  return {
    index,
    ...choice.extra.choice,
    message: { ...choice.extra.message, ...messageBody(choice) },
    finish_reason: choice.finish?.finishReason ?? null,
    native_finish_reason: choice.finish?.nativeFinishReason ?? null,
    ...(choice.finish?.error && { error: errorDetail(choice.finish.error) }),
    logprobs: withLogprobs ? logprobsBody(choice.logprobs) : null,
  };
}

/** An assistant's message, as a conversation can go on from it. */
export function messageBody({ content, reasoning, reasoningDetails, refusal, toolCalls }: Choice) {
  return {
    role: "assistant",
    content: content === "" && toolCalls.length > 0 ? null : content,
    refusal,
    reasoning: null,
    ...reasoningBody(reasoning || undefined, reasoningDetails.length > 0 ? reasoningDetails : undefined),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  };
}
