import { listLimits as chatLimits } from "../../chat-completions/schema/request.js";
import { pluginLimits } from "../../plugins.js";
import { fieldsOf, type LongList, longerThan } from "../../validation/long-lists.js";
import { listLimits } from "./limits.js";

/** The first list that is longer than any may be, looked for before anything else is checked. */
export function longList(body: unknown): LongList | undefined {
  const {
    input,
    tools,
    models,
    include,
    metadata,
    provider,
    plugins,
    transforms,
    tool_choice: choice,
  } = fieldsOf(body);
  return (
    longerThan("input", input, listLimits.input) ??
    longerThan("tools", tools, listLimits.tools) ??
    longerThan("tool_choice.tools", fieldsOf(choice).tools, listLimits.tools) ??
    longerThan("models", models, listLimits.models) ??
    longerThan("include", include, listLimits.include) ??
    longerThan("plugins", plugins, pluginLimits.plugins) ??
    longerThan("transforms", transforms, pluginLimits.transforms) ??
    longerThan("metadata", metadata, chatLimits.metadata) ??
    ["order", "only", "ignore"]
      .map((name) => longerThan(`provider.${name}`, fieldsOf(provider)[name], chatLimits.names))
      .find((found) => found !== undefined) ??
    longEntry("input", input, ["content", "output", "summary"]) ??
    longEntry("tools", tools, ["tools"])
  );
}

function longEntry(list: string, entries: unknown, names: string[]): LongList | undefined {
  if (!Array.isArray(entries)) return undefined;
  for (const [index, entry] of entries.entries()) {
    for (const name of names) {
      const most = name === "tools" ? listLimits.tools : listLimits.parts;
      const found = longerThan(`${list}[${index}].${name}`, fieldsOf(entry)[name], most);
      if (found) return found;
    }
  }
  return undefined;
}
