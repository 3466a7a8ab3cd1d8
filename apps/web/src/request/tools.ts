import type { Tool, ToolDefinitionJson } from "@openrouter/sdk/models";

/** Whether the page runs the tool's calls with the user; all other kinds run on the server. */
export const isFunctionTool = (tool: Tool): tool is ToolDefinitionJson => tool.type === "function";
