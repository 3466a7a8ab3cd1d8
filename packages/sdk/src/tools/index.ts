export { ToolError, type ToolErrorKind } from "./error.js";
export type { RunEvent, RunResult, ToolCallOf, ToolResultOf, WaitingCall } from "./events.js";
export type { Approval, RunToolsRequest } from "./options.js";
export { runTools, ToolRun } from "./run.js";
export type { RunState } from "./state.js";
export { costReaches, type StopCondition, stepCountIs, tokensUsed, toolCalled } from "./stop.js";
export { type AnyTool, type RunnableTool, type ToolContext, type ToolDefinition, tool } from "./tool.js";
export type { RunUsage } from "./usage.js";
