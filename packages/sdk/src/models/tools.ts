import type { OpenEnum } from "../types/enums.js";
import type { ChatContentCacheControl } from "./cache-control.js";
import type { ServerTool } from "./server-tools.js";

/** A function as the model sees it. */
export type ToolDefinitionFunction = {
  /** Name of the function, at most 64 characters. */
  name: string;
  /** What it does and when to use it; the model reads it. */
  description?: string | undefined;
  /** JSON schema of its arguments. Sent as it is. Default: no arguments. */
  parameters?: { [key: string]: unknown } | undefined;
  /** `true`: arguments must follow the schema exactly. Default: the provider's. */
  strict?: boolean | null | undefined;
};

/** A function of the caller: the model asks for a call, the caller answers with a tool message. */
export type ToolDefinitionJson = {
  /** Says that this is a function of the caller. */
  type: "function";
  /** The function. */
  function: ToolDefinitionFunction;
  /** Cache marker: tools up to here are kept. Wire: `cache_control`. */
  cacheControl?: ChatContentCacheControl | undefined;
};

/** Something a model can use: a function of the caller, or a tool that runs on OpenRouter's side. */
export type Tool = ToolDefinitionJson | ServerTool;

/** Makes the model call one function. */
export type NamedToolChoice = {
  /** Says that a function is meant. */
  type: "function";
  /** Which function. */
  function: {
    /** Its name, as given in `tools`. */
    name: string;
  };
};

/** Makes the model use one server tool. */
export type ChatServerToolChoice = {
  /** Type of the server tool, e.g. `"openrouter:web_search"`. */
  type: OpenEnum<ServerTool["type"]>;
};

/**
 * Whether the model may, must or must not use tools: `"auto"` (the default when there are tools), `"required"`,
 * `"none"`, or one particular tool.
 */
export type ToolChoiceOption =
  | OpenEnum<"none" | "auto" | "required">
  | NamedToolChoice
  | ChatServerToolChoice;

/** Stop after so many steps. */
export type StopServerToolsWhenStepCountIs = {
  /** Says that steps are counted. */
  type: "step_count_is";
  /** Number of steps, at least 1. Wire: `step_count`. */
  stepCount: number;
};

/** Stop once a tool was called. */
export type StopServerToolsWhenHasToolCall = {
  /** Says that a tool is waited for. */
  type: "has_tool_call";
  /** Name of the tool. Wire: `tool_name`. */
  toolName: string;
};

/** Stop once so many tokens were used. */
export type StopServerToolsWhenMaxTokensUsed = {
  /** Says that tokens are counted. */
  type: "max_tokens_used";
  /** Number of tokens over all steps. Wire: `max_tokens`. */
  maxTokens: number;
};

/** Stop once so much was spent. */
export type StopServerToolsWhenMaxCost = {
  /** Says that cost is counted. */
  type: "max_cost";
  /** Cost over all steps in US dollars. Wire: `max_cost_in_dollars`. */
  maxCostInDollars: number;
};

/** Stop once a step ends for a reason. */
export type StopServerToolsWhenFinishReasonIs = {
  /** Says that a finish reason is waited for. */
  type: "finish_reason_is";
  /** The finish reason, e.g. `"length"`. */
  reason: string;
};

/** A condition that ends the loop of server tool calls. `type` tells which. */
export type StopServerToolsWhenCondition =
  | StopServerToolsWhenStepCountIs
  | StopServerToolsWhenHasToolCall
  | StopServerToolsWhenMaxTokensUsed
  | StopServerToolsWhenMaxCost
  | StopServerToolsWhenFinishReasonIs;
