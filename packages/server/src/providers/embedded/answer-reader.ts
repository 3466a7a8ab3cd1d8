import type { TokenLogprobs as EngineLogprobs, GenerateEvent } from "../../engine/types.js";
import type { Delta, Finish, TokenLogprobs } from "../../generation/event.js";
import { toolCallId } from "../../generation/ids.js";
import { type ReasoningPart, ReasoningSplitter } from "./reasoning-splitter.js";
import { ToolCallParser, type ToolCallPart } from "./tool-call-parser.js";

export interface AnswerDelta {
  delta: Delta;
  logprobs?: TokenLogprobs[] | undefined;
}

export interface HowToRead {
  /** Names of the functions whose calls are to be recognised. */
  callable: ReadonlySet<string>;
  /** What becomes of a part between `<think>` marks. */
  reasoning: "none" | "separate" | "hide";
}

/** Reads the text of one answer, as it comes, as changes of an assistant's message. */
export class AnswerReader {
  readonly #how: HowToRead;
  readonly #reasoning: ReasoningSplitter | undefined;
  readonly #calls: ToolCallParser;
  #logprobs: TokenLogprobs[] = [];
  #reasoningTokens = 0;

  constructor(how: HowToRead) {
    this.#how = how;
    this.#reasoning = how.reasoning === "none" ? undefined : new ReasoningSplitter();
    this.#calls = new ToolCallParser(how.callable);
  }

  get reasoningTokens(): number {
    return this.#reasoningTokens;
  }

  /** Nothing that may follow would add to the answer: the model has begun to repeat its calls. */
  get complete(): boolean {
    return this.#calls.repeated;
  }

  read({ text, logprobs }: Extract<GenerateEvent, { type: "text" }>): AnswerDelta[] {
    for (const token of logprobs ?? []) this.#logprobs.push(toWords(token));
    const parts = this.#reasoning?.push(text) ?? [{ type: "text", text }];
    return this.#withLogprobs(this.#parts(parts).map(toDelta));
  }

  /** What was held back until the end; `cut` when more would have come. */
  end(cut: boolean): AnswerDelta[] {
    const rest = this.#reasoning ? this.#parts(this.#reasoning.end()) : [];
    const deltas = [...rest, ...this.#calls.end(cut)].map(toDelta);
    if (deltas.length === 0 && this.#logprobs.length > 0) deltas.push({ content: "" });
    return this.#withLogprobs(deltas);
  }

  finish(choice: number, finishReason: "stop" | "length", nativeFinishReason: string): Finish {
    const called = this.#calls.count > 0 && finishReason === "stop";
    return { type: "finish", choice, finishReason: called ? "tool_calls" : finishReason, nativeFinishReason };
  }

  #parts(parts: ReasoningPart[]): AnswerPart[] {
    return parts.flatMap((part): AnswerPart[] => {
      if (part.type === "text") return this.#calls.push(part.text);
      this.#reasoningTokens++;
      return this.#how.reasoning === "separate" ? [{ type: "reasoning", text: part.text }] : [];
    });
  }

  /** Log-probabilities go with the first delta that is sent after their tokens. */
  #withLogprobs(deltas: Delta[]): AnswerDelta[] {
    return deltas.map((delta) => {
      const logprobs = this.#logprobs.length > 0 ? this.#logprobs : undefined;
      this.#logprobs = [];
      return { delta, logprobs };
    });
  }
}

type AnswerPart = ToolCallPart | { type: "reasoning"; text: string };

function toDelta(part: AnswerPart): Delta {
  switch (part.type) {
    case "text":
      return { content: part.text };
    case "reasoning":
      return { reasoning: part.text };
    case "call":
      return {
        tool_calls: [
          {
            index: part.index,
            id: toolCallId(),
            type: "function",
            function: { name: part.name, arguments: "" },
          },
        ],
      };
    case "arguments":
      return { tool_calls: [{ index: part.index, function: { arguments: part.text } }] };
  }
}

function toWords({ token, bytes, logprob, top }: EngineLogprobs): TokenLogprobs {
  return { token, bytes, logprob, top_logprobs: top };
}
