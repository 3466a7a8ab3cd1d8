import type { ChatResponse, ChatStreamingResponseChunk, ToolDefinitionJson } from "../models/index.js";
import type { ToolError } from "./error.js";
import type { RunState } from "./state.js";
import type { AnyTool, RunnableTool } from "./tool.js";
import type { RunUsage } from "./usage.js";

/** A call that the model made. */
interface Call<Name extends string, Input> {
  /** Id of the call. */
  id: string;
  name: Name;
  /** The validated input. */
  input: Input;
}

/** A call of one of the tools: `name` tells which, and with it what `input` is. */
export type ToolCallOf<T> = T extends RunnableTool<infer Name, infer Input> ? Call<Name, Input> : never;

/** The result of one of the tools: `name` tells which, and with it what `input` and `output` are. */
export type ToolResultOf<T> =
  T extends RunnableTool<infer Name, infer Input, infer Output>
    ? Call<Name, Input> & { output: Output }
    : never;

/** A call that waits for someone. */
export type WaitingCall<Tool = AnyTool> = {
  /** `approval`: may it run?; `result`: a manual tool, what does it give? */
  waitsFor: "approval" | "result";
} & (ToolCallOf<Tool> | (Tool extends ToolDefinitionJson ? Call<string, unknown> : never));

/** What happens in a run, in order. `step` counts the answers from 1. */
export type RunEvent<Tools extends readonly AnyTool[] = readonly AnyTool[]> =
  /** A request is about to be sent. */
  | { type: "step-start"; step: number }
  /** Something of the answer arrived; all of it, known or not. */
  | { type: "chunk"; step: number; chunk: ChatStreamingResponseChunk }
  /** Text of the answer. */
  | { type: "text"; step: number; text: string }
  /** Readable thinking. */
  | { type: "reasoning"; step: number; text: string }
  /** The answer is complete. */
  | { type: "step-end"; step: number; response: ChatResponse }
  /** A tool begins to run. */
  | ({ type: "tool-call"; step: number } & ToolCallOf<Tools[number]>)
  /** A tool tells how far it is. */
  | { type: "tool-progress"; step: number; id: string; name: string; progress: unknown }
  /** A tool has given its result. */
  | ({ type: "tool-result"; step: number } & ToolResultOf<Tools[number]>)
  /** A call failed, or was not run; the model is told `toModel`. */
  | { type: "tool-error"; step: number; id: string; name: string; error: ToolError; toModel: string }
  /** A call was denied, or repeated too often; the model is told `toModel`. */
  | {
      type: "tool-skipped";
      step: number;
      id: string;
      name: string;
      reason: "denied" | "repeated";
      toModel: string;
    }
  /** A call waits for someone; the run ends when the others have ended. */
  | ({ type: "tool-waiting"; step: number } & WaitingCall<Tools[number]>);

/** How a run ended. */
export interface RunResult<Tools extends readonly AnyTool[] = readonly AnyTool[]> {
  /**
   * `completed`: the model gave its answer; `waiting`: calls wait for approval or results, see `waiting`; `stopped`: a
   * condition or repeated calls ended it before the answer.
   */
  status: "completed" | "waiting" | "stopped";
  /** What ended it early, also when a final answer was asked for after it. */
  stoppedBy?: "condition" | "repeated-calls" | undefined;
  /** Text of the last answer; `""` when it has none. */
  text: string;
  /** The last answer; missing when the run made no request. */
  response?: ChatResponse | undefined;
  /** The calls that wait. */
  waiting: WaitingCall<Tools[number]>[];
  /** Answers, from the beginning of the run. */
  steps: number;
  /** Tokens and cost of all requests, from the beginning of the run. */
  usage: RunUsage;
  /** To store and to go on with. */
  state: RunState;
}
