import { toolCallEnd, toolCallStart } from "../../constraints/index.js";
import type { Tool, ToolCall } from "../../generation/task.js";

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

/** A call that the model made earlier, in the form in which it writes calls. */
export function renderToolCall({ function: { name, arguments: args } }: ToolCall): string {
  return `${toolCallStart}${JSON.stringify({ name, arguments: parsed(args) })}${toolCallEnd}`;
}

export function renderToolResult(name: string | undefined, content: string): string {
  const result = { ...(name !== undefined && { name }), content: parsed(content) };
  return `<tool_response>${JSON.stringify(result)}</tool_response>`;
}

/** Tells the model which functions there are and how to call them. Short, for small models. */
export function toolInstructions(
  tools: readonly Tool[],
  must: string | undefined,
  parallel: boolean,
): string {
  const list = tools.map(({ function: { name, description, parameters } }) =>
    JSON.stringify({ name, ...(description && { description }), parameters: parameters ?? {} }),
  );
  const when =
    must === undefined
      ? "To call a function, answer only with"
      : must === ""
        ? "Call a function. Answer only with"
        : `Call the function ${must}. Answer only with`;
  const several = parallel ? "To call several, repeat it." : "Call one function at most.";
  return [
    "You can call these functions:",
    ...list,
    `${when} ${toolCallStart}{"name": "function name", "arguments": {…}}${toolCallEnd}. ${several}`,
  ].join("\n");
}
