import type { ChatMessageContentItem, Message, Tool, ToolDefinitionJson } from "../models/index.js";
import { closeObjects, toJsonSchema } from "../structured-output/json-schema.js";
import type { StandardSchema } from "../types/standard-schema.js";

/** What a tool is told besides its input. */
export interface ToolContext {
  /** Aborts when the run is aborted or left. */
  signal: AbortSignal;
  /** Id of the call. */
  callId: string;
  /** The step that made the call, from 1. */
  step: number;
  /** The conversation up to the call. */
  messages: readonly Message[];
  /** Tells how far the work is: emits a `tool-progress` event with this value. */
  report(progress: unknown): void;
}

/** What {@link tool} is made of. */
export interface ToolDefinition<Name extends string, Input, Parsed, Output> {
  /** Name that the model calls it by: at most 64 letters, digits, `_` and `-`. */
  name: Name;
  /** What it does and when to use it; the model reads it. */
  description?: string | undefined;
  /** Schema of its input, of any Standard Schema library. Default: no input. */
  input?: StandardSchema<Input, Parsed> | undefined;
  /** JSON Schema of the input, for schemas that can't make their own. */
  parameters?: Record<string, unknown> | undefined;
  /** Whether the provider must keep to the schema exactly. Default: the provider's. */
  strict?: boolean | undefined;
  /**
   * Does the work, with the validated input. What it throws is handled by `onToolError` of the run. Without it the tool
   * is a manual one: the run waits for its result.
   */
  execute?: ((input: Parsed, context: ToolContext) => Output | Promise<Output>) | undefined;
  /** Whether someone must approve a call before it runs. Default `false`. */
  needsApproval?: boolean | ((input: Parsed, context: ToolContext) => boolean | Promise<boolean>) | undefined;
  /** What the model gets to see of an output. Default: strings as they are, all else as JSON. */
  toModel?: ((output: Output) => string | ChatMessageContentItem[]) | undefined;
}

/** A tool that {@link runTools} runs. */
// biome-ignore lint/suspicious/noExplicitAny: a tool of any input and output
export interface RunnableTool<Name extends string = string, Parsed = any, Output = any> {
  readonly name: Name;
  /** As the model sees it. */
  readonly definition: ToolDefinitionJson;
  /** @internal */
  readonly input: StandardSchema<unknown, Parsed> | undefined;
  /** @internal */
  readonly execute: ((input: Parsed, context: ToolContext) => Output | Promise<Output>) | undefined;
  /** @internal */
  readonly needsApproval: (input: Parsed, context: ToolContext) => boolean | Promise<boolean>;
  /** @internal */
  readonly toModel: (output: Output) => string | ChatMessageContentItem[];
}

/** A tool of a run: one made by {@link tool}, a function without code (a manual tool), or one of OpenRouter's. */
export type AnyTool = RunnableTool | Tool;

/**
 * Makes a tool for {@link runTools} of a schema and a function; input and output are typed by them.
 *
 * @throws {TypeError} when the schema has no JSON Schema and none is given
 */
export function tool<const Name extends string, Input = unknown, Parsed = Input, Output = unknown>(
  definition: ToolDefinition<Name, Input, Parsed, Output>,
): RunnableTool<Name, Parsed, Output> {
  const { name, description, input, execute, needsApproval = false, strict } = definition;
  const noInput = { type: "object", properties: {} };
  const parameters = closeObjects(definition.parameters ?? (input ? toJsonSchema(input) : noInput));
  return {
    name,
    definition: {
      type: "function",
      function: {
        name,
        ...(description && { description }),
        parameters: parameters as Record<string, unknown>,
        ...(strict !== undefined && { strict }),
      },
    },
    input: input as StandardSchema<unknown, Parsed> | undefined,
    execute,
    needsApproval: typeof needsApproval === "function" ? needsApproval : () => needsApproval,
    toModel: definition.toModel ?? asText,
  };
}

export const isRunnable = (tool: AnyTool): tool is RunnableTool => "definition" in tool;

/** As a request has it. */
export const wireTool = (tool: AnyTool): Tool => (isRunnable(tool) ? tool.definition : tool);

/** The text of a result. */
export const asText = (output: unknown): string =>
  typeof output === "string" ? output : (JSON.stringify(output) ?? "null");
