import type { ToolCall } from "../schemas/messages.js";
import type { Tool } from "../schemas/tools.js";

/** The marks around a tool call in the model's text. */
export const toolCallOpen = "<tool_call>";
export const toolCallClose = "</tool_call>";

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
};

/** A call that the model made earlier, in the form in which it writes calls. */
export const renderToolCall = ({ function: { name, arguments: args } }: ToolCall) =>
  `${toolCallOpen}${JSON.stringify({ name, arguments: parsed(args) })}${toolCallClose}`;

export const renderToolResult = (name: string | undefined, content: string) =>
  `<tool_response>${JSON.stringify({ ...(name !== undefined && { name }), content: parsed(content) })}</tool_response>`;

/** Tells the model which functions there are and how to call them. Short, for small models. */
export const toolInstructions = (tools: readonly Tool[], must: string | undefined, parallel: boolean) => {
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
    `${when} ${toolCallOpen}{"name": "function name", "arguments": {…}}${toolCallClose}. ${several}`,
  ].join("\n");
};
