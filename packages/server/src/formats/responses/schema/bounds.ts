import { excess } from "../../chat-completions/schema/bounds.js";
import { fieldsOf, type LongList, longerThan } from "../../validation/long-lists.js";
import { listLimits } from "./limits.js";

/** The first list that is longer than any may be, looked for before anything else is checked. */
export function longList(body: unknown): LongList | undefined {
  const { input, include, tool_choice: choice, ...fields } = fieldsOf(body);
  const { tools, models, metadata, provider, plugins, transforms } = fields;
  return (
    longerThan("input", input, listLimits.input) ??
    longerThan("include", include, listLimits.include) ??
    longerThan("tool_choice.tools", fieldsOf(choice).tools, listLimits.tools) ??
    excess({ tools, models, metadata, provider, plugins, transforms }) ??
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
