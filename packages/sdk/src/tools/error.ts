import { SDKError } from "../errors/index.js";

/** Why a call gave no result. */
export type ToolErrorKind = "unknown-tool" | "input" | "execution";

/** A tool call failed; `cause` is what the tool threw. */
export class ToolError extends SDKError<{
  kind: ToolErrorKind;
  toolName: string;
  callId: string;
  arguments: string;
}> {
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
}
