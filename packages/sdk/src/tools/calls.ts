import type { ChatMessageContentItem, ChatMessageToolCall } from "../models/index.js";
import { validateJson } from "../structured-output/validate.js";
import { ToolError, type ToolErrorKind } from "./error.js";
import type { RunEvent, WaitingCall } from "./events.js";
import type { Approval, RunToolsRequest } from "./options.js";
import { type AnyTool, asText, isRunnable, type RunnableTool, type ToolContext } from "./tool.js";

/** What the model is told of a call, or that it has to wait. */
export type CallOutcome =
  | { event: RunEvent; content: string | ChatMessageContentItem[] }
  | { event: RunEvent; waiting: WaitingCall };

/** Decides on calls and runs them. */
export interface CallRunner {
  /**
   * Runs a call, or finds out why not. Rejects with a `ToolError` when the run wants it so.
   *
   * @param repetitions how often in a row the same call was made before
   */
  run(
    call: ChatMessageToolCall,
    context: ToolContext,
    repetitions: number,
    emit: (event: RunEvent) => void,
  ): Promise<CallOutcome>;
}

export function createCallRunner(request: RunToolsRequest<readonly AnyTool[]>): CallRunner {
  const { tools, approvals = {}, results = {}, repeatLimit = 3, onToolError = "tell" } = request;
  const runnable = new Map(tools.filter(isRunnable).map((tool) => [tool.name, tool]));
  const manual = new Set(
    tools.flatMap((tool) => (!isRunnable(tool) && tool.type === "function" ? [functionName(tool)] : [])),
  );

  async function approval(
    tool: RunnableTool,
    call: WaitingCall,
    context: ToolContext,
  ): Promise<Approval | undefined> {
    const given = approvals[call.id];
    if (given !== undefined) return given;
    if (!(await tool.needsApproval(call.input, context))) return true;
    return request.approve?.(call);
  }

  return {
    async run(call, context, repetitions, emit) {
      const { id } = call;
      const { name, arguments: text } = call.function;
      const { step } = context;

      const fail = async (kind: ToolErrorKind, message: string, cause?: unknown): Promise<CallOutcome> => {
        const error = new ToolError(message, { kind, toolName: name, callId: id, arguments: text, cause });
        if (onToolError === "throw") throw error;
        const toModel = onToolError === "tell" ? `Error: ${message}` : await onToolError(error);
        return { event: { type: "tool-error", step, id, name, error, toModel }, content: toModel };
      };
      const skip = (reason: "denied" | "repeated", toModel: string): CallOutcome => ({
        event: { type: "tool-skipped", step, id, name, reason, toModel },
        content: toModel,
      });
      const wait = (waitsFor: WaitingCall["waitsFor"], input: unknown): CallOutcome => {
        const waiting: WaitingCall = { waitsFor, id, name, input };
        return { event: { type: "tool-waiting", step, ...waiting }, waiting };
      };

      const tool = runnable.get(name);
      if (!tool && !manual.has(name)) {
        const names = [...runnable.keys(), ...manual].join(", ");
        return fail("unknown-tool", `There is no tool "${name}". Tools: ${names}`);
      }
      const validated = await validateJson(text.trim() || "{}", tool?.input ?? anything);
      if (!validated.ok) {
        const { path, reason } = validated;
        return fail("input", `Invalid arguments: ${path && `${path}: `}${reason}`);
      }
      const input = validated.value;
      if (Object.hasOwn(results, id)) {
        const output = results[id];
        const content = tool ? tool.toModel(output) : asText(output);
        return { event: { type: "tool-result", step, id, name, input, output }, content };
      }
      if (!tool?.execute) return wait("result", input);
      if (repetitions >= repeatLimit) {
        const times = `${repetitions} times in a row`;
        return skip(
          "repeated",
          `This call was made ${times} and not run again: use the results that are there`,
        );
      }
      try {
        const approved = await approval(tool, { waitsFor: "approval", id, name, input }, context);
        if (approved === undefined) return wait("approval", input);
        if (!(typeof approved === "object" ? approved.approved : approved)) {
          const reason = typeof approved === "object" && approved.reason ? `: ${approved.reason}` : "";
          return skip("denied", `The user did not allow this call${reason}`);
        }
        emit({ type: "tool-call", step, id, name, input });
        const output: unknown = await tool.execute(input, context);
        return {
          event: { type: "tool-result", step, id, name, input, output },
          content: tool.toModel(output),
        };
      } catch (error) {
        return fail("execution", error instanceof Error ? error.message : String(error), error);
      }
    },
  };
}

const functionName = (tool: object): string => (tool as { function: { name: string } }).function.name;

/** The schema of tools without one. */
const anything = {
  "~standard": { version: 1, vendor: "none", validate: (value: unknown) => ({ value }) },
} as const;
