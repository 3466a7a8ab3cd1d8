import type {
  Accepted,
  DeltaEvent,
  End,
  Finish,
  GenerationEvent,
  PassedOn,
  TokenLogprobs,
  ToolCallDelta,
} from "./event.js";
import type { EventBuffer } from "./event-buffer.js";
import { addReasoningDetail } from "./reasoning-details.js";
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
  /** Fields that nobody here knows: of the message and of the choice. */
  extra: { message: Record<string, unknown>; choice: Record<string, unknown> };
}

/** An answer that has come to its end. */
export interface WholeAnswer {
  accepted: Accepted;
  end: End;
  choices: readonly Choice[];
  /** Fields of the whole answer that nobody here knows. */
  extra: Readonly<Record<string, unknown>>;
}

/** Reads an answer to its end. Throws what ends it early. */
export async function readToEnd(events: EventBuffer): Promise<WholeAnswer> {
  const answer = new AnswerCollector();
  let accepted: Accepted | undefined;
  let end: End | undefined;
  for (let event = await events.next(); event; event = await events.next()) {
    if (event.type === "accepted") accepted = event;
    else if (event.type === "end") end = event;
    else answer.add(event);
  }
  if (!accepted || !end) throw new Error("an answer is accepted and ends, or it throws");
  return { accepted, end, choices: answer.choices, extra: answer.extra };
}

/** Puts the deltas of the answers together. */
export class AnswerCollector {
  readonly choices: Choice[] = [];
  /** Fields of the whole answer that nobody here knows. */
  readonly extra: Record<string, unknown> = {};

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
      extra: { message: {}, choice: {} },
    };
    return this.choices[index];
  }

  #addDelta({ choice: index, delta, logprobs, extra }: DeltaEvent): void {
    const choice = this.#choice(index);
    choice.content += delta.content ?? "";
    choice.reasoning += delta.reasoning ?? "";
    for (const detail of delta.reasoning_details ?? []) addReasoningDetail(choice.reasoningDetails, detail);
    if (delta.refusal !== undefined) choice.refusal = (choice.refusal ?? "") + delta.refusal;
    for (const token of logprobs ?? []) choice.logprobs.push(token);
    for (const call of delta.tool_calls ?? []) addCall(choice.toolCalls, call);
    if (extra) this.#addExtra(choice, extra);
  }

  #addExtra(choice: Choice, { delta, choice: ofChoice, chunk }: PassedOn): void {
    addFields(choice.extra.message, delta);
    addFields(choice.extra.choice, ofChoice);
    addFields(this.extra, chunk);
  }
}

/** Lists grow; of anything else the last one holds. */
function addFields(fields: Record<string, unknown>, more: Record<string, unknown> = {}): void {
  for (const [name, value] of Object.entries(more)) {
    const known = fields[name];
    fields[name] = Array.isArray(known) && Array.isArray(value) ? [...known, ...value] : value;
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
