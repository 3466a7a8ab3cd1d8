import {
  GrammarError,
  responseFormatGrammar,
  toolCallGrammar,
  UnsupportedSchemaError,
} from "../../constraints/index.js";
import { type ApiError, badRequest } from "../../generation/api-error.js";
import type { ResponseFormat, Tool, ToolChoice } from "../../generation/task.js";
import { eitherGrammar } from "./either-grammar.js";

/** The functions that the model may call in an answer. */
export interface ToolUse {
  tools: Tool[];
  choice: Exclude<ToolChoice, "none">;
  parallel: boolean;
}

/** The grammar that the whole answer must match, if the request asks for a form. */
export async function answerGrammar(
  format: ResponseFormat | undefined,
  use: ToolUse | undefined,
  _signal: AbortSignal,
): Promise<string | undefined> {
  try {
    // biome-ignore lint/suspicious/noExplicitAny: replaced by the compiler
    const formatted = format && responseFormatGrammar(format as any);
    if (!use) return formatted;
    const calls = (choice: "auto" | "required" | { name: string }) =>
      toolCallGrammar({ tools: use.tools.map((tool) => tool.function), choice, parallel: use.parallel });
    if (typeof use.choice === "object") return calls({ name: use.choice.function.name });
    if (use.choice === "auto" && formatted) return eitherGrammar(calls("required"), formatted);
    return calls(use.choice);
  } catch (error) {
    throw constraintFailure(error) ?? error;
  }
}

function constraintFailure(error: unknown): ApiError | undefined {
  if (error instanceof UnsupportedSchemaError) {
    const param = fieldOf(error.path);
    return badRequest(`${param}: ${error.keyword}: ${error.reason}`, param, { keyword: error.keyword });
  }
  if (error instanceof GrammarError) {
    const { line, column, message } = error;
    return badRequest(`response_format.grammar: ${message}`, "response_format.grammar", { line, column });
  }
  return undefined;
}

/** `/tools/0/function` → `tools[0].function`. */
function fieldOf(pointer: string): string {
  const steps = pointer.split("/").slice(1);
  return steps
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((path, step) => {
      if (/^\d+$/.test(step)) return `${path}[${step}]`;
      const name = /^[\w$-]{1,64}$/.test(step) ? step : JSON.stringify(step.slice(0, 64));
      return path === "" ? name : `${path}.${name}`;
    }, "");
}
