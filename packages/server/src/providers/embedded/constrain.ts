import {
  type CompiledConstraint,
  type ConstraintCompiler,
  ConstraintCompilerBusy,
  ConstraintTooCostly,
  GrammarError,
  UnsupportedSchemaError,
} from "../../constraints/index.js";
import { ApiError, badRequest } from "../../generation/api-error.js";
import type { ResponseFormat, Tool, ToolChoice } from "../../generation/task.js";

/** The functions that the model may call in an answer. */
export interface ToolUse {
  tools: Tool[];
  choice: Exclude<ToolChoice, "none">;
  parallel: boolean;
}

/** What holds the whole answer to the form that is asked for, if one is. */
export async function answerConstraint(
  compiler: ConstraintCompiler,
  format: ResponseFormat | undefined,
  use: ToolUse | undefined,
  signal: AbortSignal,
): Promise<CompiledConstraint | undefined> {
  const tools = use && {
    tools: use.tools.map(({ function: { name, parameters, strict } }) => ({ name, parameters, strict })),
    choice: typeof use.choice === "object" ? { name: use.choice.function.name } : use.choice,
    parallel: use.parallel,
  };
  try {
    return await compiler.compile({ format, tools }, signal);
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
  if (error instanceof ConstraintTooCostly) return badRequest(error.message, "response_format");
  if (error instanceof ConstraintCompilerBusy) {
    return new ApiError(503, "provider_overloaded", error.message, { headers: { "Retry-After": "1" } });
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
