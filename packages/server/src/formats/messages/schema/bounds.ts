import { pluginLimits } from "../../plugins.js";
import { listLimits } from "./request.js";

export interface LongList {
  param: string;
  most: number;
  found: number;
}

/** The first list that is longer than any may be, looked for before anything else is checked. */
export function longList(body: unknown): LongList | undefined {
  const { messages, system, tools, stop_sequences, plugins, transforms } = fieldsOf(body);
  return (
    longer("messages", messages, listLimits.messages) ??
    longer("system", system, listLimits.blocks) ??
    longer("tools", tools, listLimits.tools) ??
    longer("stop_sequences", stop_sequences, listLimits.stopSequences) ??
    longer("plugins", plugins, pluginLimits.plugins) ??
    longer("transforms", transforms, pluginLimits.transforms) ??
    longMessage(messages)
  );
}

function longMessage(messages: unknown): LongList | undefined {
  if (!Array.isArray(messages)) return undefined;
  for (const [index, message] of messages.entries()) {
    const { content } = fieldsOf(message);
    const found = longer(`messages[${index}].content`, content, listLimits.blocks);
    if (found) return found;
  }
  return undefined;
}

function longer(param: string, value: unknown, most: number): LongList | undefined {
  return Array.isArray(value) && value.length > most ? { param, most, found: value.length } : undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
