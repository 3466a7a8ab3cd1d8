import {
  type CompiledConstraint,
  type ConstraintCompiler,
  ConstraintCompilerBusy,
  ConstraintTooCostly,
  GrammarError,
  UnsupportedSchemaError,
} from "../../constraints/index.js";
import { ApiError, badRequest } from "../../generation/api-error.js";
import type { ResponseFormat, Task, Tool, ToolChoice } from "../../generation/task.js";
import type { OpenSchemas } from "./finished-answer.js";

/** The functions that the model may call in an answer. */
export interface ToolUse {
  tools: Tool[];
  choice: Exclude<ToolChoice, "none">;
  parallel: boolean;
}

/** What holds the whole answer to the form that is asked for, if one is. */
export async function answerConstraint(
  compiler: ConstraintCompiler,
  { parameters: { response_format: format }, formField }: Pick<Task, "parameters" | "formField">,
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
    throw constraintFailure(error, format === undefined ? "tools" : "response_format", formField) ?? error;
  }
}

/** The schemas of which a finished answer has to be validated; undefined when the grammar says all. */
export function openSchemas(
  { incomplete }: CompiledConstraint,
  format: ResponseFormat | undefined,
  use: ToolUse | undefined,
): OpenSchemas | undefined {
  if (incomplete.length === 0) return undefined;
  const ofFormat = incomplete.some((path) => path.startsWith("/response_format/"));
  const tools = (use?.tools ?? []).filter((_, index) =>
    incomplete.some((path) => path.startsWith(`/tools/${index}/`)),
  );
  return {
    ...(ofFormat && { content: { schema: schemaOf(format) } }),
    calls: new Map(tools.map(({ function: { name, parameters } }) => [name, parameters])),
  };
}

function schemaOf(format: ResponseFormat | undefined): unknown {
  if (format?.type === "json_schema") return format.json_schema.schema;
  return format?.type === "json_object" ? format.schema : undefined;
}

/** `formField` stands in the place of `response_format`, as far as that leads to what it holds. */
function constraintFailure(
  error: unknown,
  costly: "tools" | "response_format",
  formField: string | undefined,
): ApiError | undefined {
  if (error instanceof UnsupportedSchemaError) {
    const param = inOwnWords(fieldOf(error.path), formField);
    return badRequest(`${param}: ${error.keyword}: ${error.reason}`, param, { keyword: error.keyword });
  }
  if (error instanceof GrammarError) {
    const { line, column, message } = error;
    const param = inOwnWords("response_format.grammar", formField);
    return badRequest(`${param}: ${message}`, param, { line, column });
  }
  if (error instanceof ConstraintTooCostly) return badRequest(error.message, inOwnWords(costly, formField));
  if (error instanceof ConstraintCompilerBusy) {
    return new ApiError(503, "provider_overloaded", error.message, { headers: { "Retry-After": "1" } });
  }
  return undefined;
}

function inOwnWords(param: string, formField: string | undefined): string {
  if (formField === undefined) return param;
  return param.replace(
    /^response_format(\.json_schema)?(\.(schema|pattern|choices|grammar))?/,
    () => formField,
  );
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
