import { excess } from "../../chat-completions/schema/bounds.js";
import { fieldsOf, type LongList, longerThan } from "../../validation/long-lists.js";
import { listLimits } from "./request.js";

/** The first list that is longer than any may be, looked for before anything else is checked. */
export function longList(body: unknown): LongList | undefined {
  const { messages, system, stop_sequences: stop, ...fields } = fieldsOf(body);
  const { tools, models, provider, plugins, transforms } = fields;
  return (
    longerThan("messages", messages, listLimits.messages) ??
    longerThan("system", system, listLimits.blocks) ??
    longerThan("stop_sequences", stop, listLimits.stopSequences) ??
    excess({ tools, models, provider, plugins, transforms }) ??
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
