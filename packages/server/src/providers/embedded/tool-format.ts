import { toolCallEnd, toolCallStart } from "../../constraints/index.js";
import type { Tool, ToolCall } from "../../generation/task.js";

/**
 * Characters of arguments and results that are read while a prompt is made; those that come later in the conversation
 * are taken as they are, so that no prompt takes long to make.
 */
const mostRead = 64 * 1024;

/** Writes the calls and results of one conversation, in their order. */
export class ToolTexts {
  #left = mostRead;

  /** A call that the model made earlier, in the form in which it writes calls. */
  call({ function: { name, arguments: args } }: ToolCall): string {
    return `${toolCallStart}${this.#withJson({ name }, "arguments", args)}${toolCallEnd}`;
  }

  result(name: string | undefined, content: string): string {
    const fields = name === undefined ? {} : { name };
    return `<tool_response>${this.#withJson(fields, "content", content)}</tool_response>`;
  }

  #withJson(fields: object, name: string, json: string): string {
    this.#left -= json.length;
    if (this.#left >= 0) return withJson(fields, name, json);
    const isStructure = /^\s*[[{]/.test(json);
    return withText(fields, name, isStructure ? json : JSON.stringify(json));
  }
}

/** The fields with the text of a JSON value that nobody looks at. */
function withText(fields: object, name: string, json: string): string {
  const others = JSON.stringify(fields).slice(1, -1);
  return `{${others === "" ? "" : `${others},`}${JSON.stringify(name)}:${json}}`;
}

/** The fields with `json` as what it says; as text where it is no JSON, or nests too deeply to be written again. */
function withJson(fields: object, name: string, json: string): string {
  try {
    return JSON.stringify({ ...fields, [name]: JSON.parse(json) });
  } catch {
    return JSON.stringify({ ...fields, [name]: json });
  }
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
