import type { ChatGenerationParams, Message } from "../models/index.js";
import type { ToolError } from "./error.js";
import type { WaitingCall } from "./events.js";
import type { RunState } from "./state.js";
import type { StopCondition } from "./stop.js";
import type { AnyTool } from "./tool.js";

/** Whether a call may run, with the reason that the model is told when it may not. */
export type Approval = boolean | { approved: boolean; reason?: string | undefined };

/** What {@link runTools} takes: the parameters of a request, and how to run its tools. */
export interface RunToolsRequest<Tools extends readonly AnyTool[]>
  extends Omit<ChatGenerationParams, "messages" | "tools"> {
  /** The conversation; with `state`, what is added to that of the state. */
  messages?: readonly Message[] | undefined;
  /** Tools made by {@link tool}, functions without code, and tools that run on OpenRouter's side. */
  tools: Tools;
  /** `false`: ask for whole answers. Default `true`. */
  stream?: boolean | undefined;
  /** When to stop before the model has its answer: any one condition suffices. Default: after 32 steps. */
  stopWhen?: StopCondition | readonly StopCondition[] | undefined;
  /** `true`: when a condition stops the run, ask once more, without tools, for an answer of what is known. Default `false`. */
  finalAnswer?: boolean | undefined;
  /**
   * How often in a row the model may make the same call. Then it is told so instead, and when it makes the call yet
   * again the run stops. Default 3; `Infinity`: always.
   */
  repeatLimit?: number | undefined;
  /**
   * What becomes of a call that fails: `"tell"` the model the error's message (default), `"throw"` the `ToolError` out of
   * the run, or a function that gives the text for the model, or throws.
   */
  onToolError?: "tell" | "throw" | ((error: ToolError) => string | Promise<string>) | undefined;
  /** Asked whether a call may run that needs approval; `undefined` leaves it waiting. Default: all wait. */
  approve?:
    | ((call: WaitingCall<Tools[number]>) => Approval | undefined | Promise<Approval | undefined>)
    | undefined;
  /** The state of an earlier run, to go on with it. */
  state?: RunState | undefined;
  /** Decisions on calls that wait for approval, by their ids. */
  approvals?: Readonly<Record<string, Approval>> | undefined;
  /** Results of calls that wait for them, by their ids. */
  results?: Readonly<Record<string, unknown>> | undefined;
}
