import { SDKError } from "../errors/index.js";

/** Why a call gave no result. */
export type ToolErrorKind = "unknown-tool" | "input" | "execution";

/** What is known of a call that failed. */
export interface FailedCall extends ErrorOptions {
  kind: ToolErrorKind;
  toolName: string;
  callId: string;
  arguments: string;
}

/** A tool call failed; `cause` is what the tool threw. */
export class ToolError extends SDKError {
  override get name(): string {
    return "ToolError";
  }

  /**
   * `unknown-tool`: the model called what there is not; `input`: its arguments are no JSON or don't fit the schema;
   * `execution`: the tool threw.
   */
  declare readonly kind: ToolErrorKind;
  /** Name of the tool, as the model wrote it. */
  declare readonly toolName: string;
  declare readonly callId: string;
  /** The arguments' text, as the model wrote it. */
  declare readonly arguments: string;

  constructor(message: string, call: FailedCall) {
    super(message, { cause: call.cause });
    this.kind = call.kind;
    this.toolName = call.toolName;
    this.callId = call.callId;
    this.arguments = call.arguments;
  }
}
