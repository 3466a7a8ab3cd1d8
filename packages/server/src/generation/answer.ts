import type { DeltaEvent, Finish, GenerationEvent, TokenLogprobs, ToolCallDelta } from "./event.js";
import type { ToolCall } from "./task.js";

/** One of the answers to a task, as far as it has come. */
export interface Choice {
  content: string;
  reasoning: string;
  reasoningDetails: unknown[];
  refusal: string | null;
  toolCalls: ToolCall[];
  logprobs: TokenLogprobs[];
  finish: Finish | undefined;
}

/** Puts the deltas of the answers together. */
export class AnswerCollector {
  readonly choices: Choice[] = [];

  add(event: GenerationEvent): void {
    if (event.type === "delta") this.#addDelta(event);
    else if (event.type === "finish") this.#choice(event.choice).finish = event;
  }

  #choice(index: number): Choice {
    this.choices[index] ??= {
      content: "",
      reasoning: "",
      reasoningDetails: [],
      refusal: null,
      toolCalls: [],
      logprobs: [],
      finish: undefined,
    };
    return this.choices[index];
  }

  #addDelta({ choice: index, delta, logprobs }: DeltaEvent): void {
    const choice = this.#choice(index);
    choice.content += delta.content ?? "";
    choice.reasoning += delta.reasoning ?? "";
    for (const detail of delta.reasoning_details ?? []) choice.reasoningDetails.push(detail);
    if (delta.refusal !== undefined) choice.refusal = (choice.refusal ?? "") + delta.refusal;
    for (const token of logprobs ?? []) choice.logprobs.push(token);
    for (const call of delta.tool_calls ?? []) addCall(choice.toolCalls, call);
  }
}

function addCall(calls: ToolCall[], { index, id, function: part }: ToolCallDelta): void {
  const call = calls[index];
  if (call) call.function.arguments += part.arguments;
  else {
    calls[index] = {
      id: id ?? "",
      type: "function",
      function: { name: part.name ?? "", arguments: part.arguments },
    };
  }
}
