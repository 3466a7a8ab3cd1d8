import { listLimits as chatLimits } from "../../chat-completions/schema/request.js";
import { pluginLimits } from "../../plugins.js";
import { fieldsOf, type LongList, longerThan } from "../../validation/long-lists.js";
import { listLimits } from "./request.js";

/** The first list that is longer than any may be, looked for before anything else is checked. */
export function longList(body: unknown): LongList | undefined {
  const { messages, system, tools, stop_sequences, models, provider, plugins, transforms } = fieldsOf(body);
  const { order, only, ignore } = fieldsOf(provider);
  return (
    longerThan("messages", messages, listLimits.messages) ??
    longerThan("system", system, listLimits.blocks) ??
    longerThan("tools", tools, listLimits.tools) ??
    longerThan("stop_sequences", stop_sequences, listLimits.stopSequences) ??
    longerThan("plugins", plugins, pluginLimits.plugins) ??
    longerThan("transforms", transforms, pluginLimits.transforms) ??
    longerThan("models", models, chatLimits.models) ??
    longerThan("provider.order", order, chatLimits.names) ??
    longerThan("provider.only", only, chatLimits.names) ??
    longerThan("provider.ignore", ignore, chatLimits.names) ??
    longMessage(messages)
  );
}

function longMessage(messages: unknown): LongList | undefined {
  if (!Array.isArray(messages)) return undefined;
  for (const [index, message] of messages.entries()) {
    const { content } = fieldsOf(message);
    const found = longerThan(`messages[${index}].content`, content, listLimits.blocks);
    if (found) return found;
  }
  return undefined;
}
