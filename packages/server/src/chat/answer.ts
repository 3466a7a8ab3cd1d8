import type { GenerateEvent, GenerateTimings, TokenLogprobs } from "../engine/types.js";
import { toolCallId } from "./ids.js";
import type { AnswerPlan } from "./plan.js";
import { ReasoningSplitter } from "./reasoning-splitter.js";
import { ToolCallParser, type ToolCallPart } from "./tool-call-parser.js";

/** What a chunk adds to the message, in the wire's words. */
export interface Delta {
  content?: string;
  reasoning?: string;
  tool_calls?: {
    index: number;
    id?: string;
    type?: "function";
    function: { name?: string; arguments: string };
  }[];
}

export type FinishReason = "stop" | "length" | "tool_calls";

export interface AnswerUsage {
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
}

export type AnswerEvent =
  /** Nothing to tell yet; `queue` is the place in the queue, 1 is next. */
  | { type: "waiting"; queue: number | undefined }
  | { type: "delta"; delta: Delta; logprobs: TokenLogprobs[] | undefined }
  | {
      type: "done";
      finishReason: FinishReason;
      nativeFinishReason: string;
      usage: AnswerUsage;
      timings: GenerateTimings;
    };

/** Reads the engine's events of one answer as changes of an assistant message. */
export class AnswerReader {
  readonly #reasoning: ReasoningSplitter | undefined;
  readonly #calls: ToolCallParser;
  #logprobs: TokenLogprobs[] = [];
  /** Counts so far, for answers that do not reach their end. */
  readonly usage: AnswerUsage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };

  constructor(private readonly plan: Pick<AnswerPlan, "callable" | "reasoning">) {
    this.#reasoning = plan.reasoning === "none" ? undefined : new ReasoningSplitter();
    this.#calls = new ToolCallParser(plan.callable);
  }

  read(event: GenerateEvent): AnswerEvent[] {
    switch (event.type) {
      case "queued":
        return [{ type: "waiting", queue: event.position }];
      case "prompt":
        this.usage.promptTokens = event.promptTokens;
        this.usage.cachedTokens = event.cachedTokens;
        return [{ type: "waiting", queue: undefined }];
      case "text": {
        this.usage.completionTokens += event.logprobs?.length ?? 1;
        if (event.logprobs) this.#logprobs.push(...event.logprobs);
        return this.#events(this.#deltas(event.text));
      }
      case "done": {
        Object.assign(this.usage, event.usage);
        const rest = [...this.#deltas("", true)];
        if (rest.length === 0 && this.#logprobs.length > 0) rest.push({ content: "" });
        const called = this.#calls.calls > 0 && event.finishReason === "stop";
        return [
          ...this.#events(rest),
          {
            type: "done",
            finishReason: called ? "tool_calls" : event.finishReason,
            nativeFinishReason: event.nativeFinishReason,
            usage: this.usage,
            timings: event.timings,
          },
        ];
      }
    }
  }

  #deltas(text: string, last = false): Delta[] {
    const parts = this.#reasoning
      ? [...this.#reasoning.push(text), ...(last ? this.#reasoning.end() : [])]
      : [{ type: "text" as const, text }];
    const deltas: Delta[] = [];
    for (const part of parts) {
      if (part.type === "text") deltas.push(...this.#calls.push(part.text).map(toDelta));
      else {
        this.usage.reasoningTokens++;
        if (this.plan.reasoning === "separate") deltas.push({ reasoning: part.text });
      }
    }
    return last ? [...deltas, ...this.#calls.end().map(toDelta)] : deltas;
  }

  /** Log-probabilities go with the first delta that is sent after their tokens. */
  #events(deltas: Delta[]): AnswerEvent[] {
    return deltas.map((delta) => {
      const logprobs = this.#logprobs.length > 0 ? this.#logprobs : undefined;
      this.#logprobs = [];
      return { type: "delta", delta, logprobs };
    });
  }
}

const toDelta = (part: ToolCallPart): Delta => {
  switch (part.type) {
    case "text":
      return { content: part.text };
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
};
