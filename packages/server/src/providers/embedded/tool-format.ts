import { toolCallEnd, toolCallStart } from "../../constraints/index.js";
import type { Tool, ToolCall } from "../../generation/task.js";

/** The fields with `json` as what it says; as text where it is no JSON, or nests too deeply to be written again. */
function withJson(fields: object, name: string, json: string): string {
  try {
    return JSON.stringify({ ...fields, [name]: JSON.parse(json) });
  } catch {
    return JSON.stringify({ ...fields, [name]: json });
  }
}

/** A call that the model made earlier, in the form in which it writes calls. */
export function renderToolCall({ function: { name, arguments: args } }: ToolCall): string {
  return `${toolCallStart}${withJson({ name }, "arguments", args)}${toolCallEnd}`;
}

export function renderToolResult(name: string | undefined, content: string): string {
  return `<tool_response>${withJson(name === undefined ? {} : { name }, "content", content)}</tool_response>`;
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
