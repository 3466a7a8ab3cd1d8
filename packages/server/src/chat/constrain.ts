import { responseFormatGrammar, toolCallGrammar, UnsupportedSchemaError } from "../constraints/index.js";
import type { ChatRequest } from "../schemas/chat-request.js";
import type { Tool, ToolChoice } from "../schemas/tools.js";
import { badRequest } from "./api-error.js";

export interface ToolUse {
  tools: Tool[];
  choice: Exclude<ToolChoice, "none">;
  parallel: boolean;
}

const wrap = (field: string, build: () => string | undefined): string | undefined => {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof UnsupportedSchemaError)) throw error;
    throw badRequest(`${field}: ${error.message}`, field, { keyword: error.keyword, path: error.path });
  }
};

/** The functions that the model may call in this answer, if any. */
export const toolUse = (request: ChatRequest): ToolUse | undefined => {
  const { tools = [], tool_choice: choice = "auto" } = request;
  const names = tools.map((tool) => tool.function.name);
  const twice = names.findIndex((name, index) => names.indexOf(name) < index);
  if (twice !== -1) {
    const param = `tools[${twice}].function.name`;
    throw badRequest(`${param} must be unique, got ${JSON.stringify(names[twice])} again`, param);
  }
  if (typeof choice === "object" && !names.includes(choice.function.name)) {
    throw badRequest(
      `tool_choice.function.name must be one of the tools (${names.join(", ") || "there are none"}), got ${JSON.stringify(choice.function.name)}`,
      "tool_choice.function.name",
    );
  }
  if (choice === "required" && tools.length === 0) {
    throw badRequest('tool_choice must not be "required" without tools', "tool_choice");
  }
  if (choice === "none" || tools.length === 0) return undefined;
  return { tools, choice, parallel: request.parallel_tool_calls ?? true };
};

/** The grammar that the whole answer must match, if the request asks for a form. */
export const answerGrammar = (request: ChatRequest, use: ToolUse | undefined): string | undefined => {
  if (use) return wrap("tools", () => toolCallGrammar(use));
  const format = request.response_format;
  return format && wrap("response_format", () => responseFormatGrammar(format));
};
