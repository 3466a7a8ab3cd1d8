import {
  GrammarError,
  responseFormatGrammar,
  toolCallGrammar,
  UnsupportedSchemaError,
} from "../constraints/index.js";
import type { ChatRequest } from "../schemas/chat-request.js";
import { formatPath } from "../schemas/issues.js";
import type { Tool, ToolChoice } from "../schemas/tools.js";
import { type ApiError, badRequest } from "./api-error.js";
import { eitherGrammar } from "./either-grammar.js";

export interface ToolUse {
  tools: Tool[];
  choice: Exclude<ToolChoice, "none">;
  parallel: boolean;
}

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
    const param = "tool_choice.function.name";
    const known = names.join(", ") || "there are none";
    throw badRequest(
      `${param} must be one of the tools (${known}), got ${JSON.stringify(choice.function.name)}`,
      param,
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
  try {
    const { response_format: format } = request;
    const formatted = format && responseFormatGrammar(format);
    if (!use) return formatted;
    const calls = (choice: "auto" | "required" | { name: string }) =>
      toolCallGrammar({ tools: use.tools.map((tool) => tool.function), choice, parallel: use.parallel });
    if (typeof use.choice === "object") return calls({ name: use.choice.function.name });
    if (use.choice === "auto" && formatted) return eitherGrammar(calls("required"), formatted);
    return calls(use.choice);
  } catch (error) {
    throw toBadRequest(error) ?? error;
  }
};

const toBadRequest = (error: unknown): ApiError | undefined => {
  if (error instanceof UnsupportedSchemaError) {
    const param = pointerPath(error.path);
    return badRequest(`${param}: ${error.keyword}: ${error.reason}`, param, { keyword: error.keyword });
  }
  if (error instanceof GrammarError) {
    const { line, column, message } = error;
    return badRequest(`response_format.grammar: ${message}`, "response_format.grammar", { line, column });
  }
  return undefined;
};

/** `/tools/0/function` → `tools[0].function`. */
const pointerPath = (pointer: string) =>
  formatPath(
    pointer
      .split("/")
      .slice(1)
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  );
