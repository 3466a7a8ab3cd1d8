import { badRequest } from "../../generation/api-error.js";
import type { AnswerParameters, ToolChoice } from "../../generation/task.js";
import { functionsOf } from "./functions.js";
import type { ResponsesRequest } from "./schema/request.js";

/** The functions that may be called, and whether one must be. Throws a 400 where the choice names none of them. */
export function toolsOf({
  tools: given,
  tool_choice: choice,
  parallel_tool_calls,
}: ResponsesRequest): Pick<AnswerParameters, "tools" | "tool_choice" | "parallel_tool_calls"> {
  const tools = given && functionsOf(given);
  const names = tools?.map((tool) => tool.function.name) ?? [];
  if (choice === "required" && names.length === 0) {
    throw badRequest('tool_choice must not be "required" without tools', "tool_choice");
  }
  const allowed = allowedNames(choice, names);
  return {
    tools: tools?.filter((tool) => allowed.has(tool.function.name)),
    tool_choice: toChoice(choice),
    parallel_tool_calls,
  };
}

type Choice = ResponsesRequest["tool_choice"];

function allowedNames(choice: Choice, names: readonly string[]): ReadonlySet<string> {
  if (typeof choice !== "object") return new Set(names);
  if (choice.type === "function") {
    checkKnown(choice.name, names, "tool_choice.name");
    return new Set(names);
  }
  for (const [index, { name }] of choice.tools.entries()) {
    checkKnown(name, names, `tool_choice.tools[${index}].name`);
  }
  return new Set(choice.tools.map(({ name }) => name));
}

function checkKnown(name: string, names: readonly string[], param: string): void {
  if (names.includes(name)) return;
  const known = names.join(", ") || "there are none";
  throw badRequest(`${param} must be one of the tools (${known}), got ${JSON.stringify(name)}`, param);
}

function toChoice(choice: Choice): ToolChoice | undefined {
  if (typeof choice !== "object") return choice;
  if (choice.type === "allowed_tools") return choice.mode;
  return { type: "function", function: { name: choice.name } };
}
