import type { Tool } from "../../generation/task.js";
import { checkUnique } from "../validation/unique.js";
import type { FunctionTool, ResponsesTool } from "./schema/tools.js";

/** A function's name in this API: some stand in a namespace. */
export interface FunctionName {
  name: string;
  namespace?: string | undefined;
}

/** A function's one name in chat completions, which know no namespaces. */
export function flatName({ namespace, name }: FunctionName): string {
  return namespace === undefined ? name : `${namespace}__${name}`;
}

/** The functions as chat completions describe them. Throws a 400 where two have the same name. */
export function functionsOf(tools: readonly ResponsesTool[]): Tool[] {
  const found = tools.flatMap((tool, index) => {
    if (tool.type === "function") return [{ tool: toTool(tool), at: `tools[${index}].name` }];
    const { name: namespace, description: common } = tool;
    return tool.tools.map(({ name, description, ...rest }, place) => ({
      tool: toTool({
        ...rest,
        name: flatName({ namespace, name }),
        description: [common, description].filter((text) => text).join("\n"),
      }),
      at: `tools[${index}].tools[${place}].name`,
    }));
  });
  checkUnique(
    found.map(({ tool }) => tool.function.name),
    (index) => found[index]!.at,
  );
  return found.map(({ tool }) => tool);
}

function toTool({ name, description, parameters, strict }: FunctionTool): Tool {
  return { type: "function", function: { name, description, parameters, strict } };
}

/** Says what this API calls a function that was called by its flat name. */
export function namesOf(tools: readonly ResponsesTool[] = []): (flat: string) => FunctionName {
  const names = new Map<string, FunctionName>();
  for (const tool of tools) {
    if (tool.type !== "namespace") continue;
    for (const { name } of tool.tools) {
      const given = { name, namespace: tool.name };
      names.set(flatName(given), given);
    }
  }
  return (flat) => names.get(flat) ?? { name: flat };
}
