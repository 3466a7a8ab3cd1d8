import { pluginLimits } from "../../plugins.js";
import { maxStopSequences } from "../parameter-ranges.js";
import { listLimits } from "./request.js";

export interface Excess {
  param: string;
  most: number;
  found: number;
}

type Fields = Record<string, unknown>;

/**
 * The first list or record that is longer than any may be. Looked for before anything else is checked, so that no body
 * can make the checks long.
 */
export function excess(body: Fields): Excess | undefined {
  const provider = fieldsOf(body.provider);
  const lists: [param: string, value: unknown, most: number][] = [
    ["messages", body.messages, listLimits.messages],
    ["models", body.models, listLimits.models],
    ["tools", body.tools, listLimits.tools],
    ["logit_bias", body.logit_bias, listLimits.logitBias],
    ["metadata", body.metadata, listLimits.metadata],
    ["stop", body.stop, maxStopSequences],
    ["modalities", body.modalities, 8],
    ["plugins", body.plugins, pluginLimits.plugins],
    ["transforms", body.transforms, pluginLimits.transforms],
    ...["order", "only", "ignore"].map((name): [string, unknown, number] => [
      `provider.${name}`,
      provider[name],
      listLimits.names,
    ]),
  ];
  for (const list of lists) {
    const found = longerThan(...list);
    if (found) return found;
  }
  return Array.isArray(body.messages) ? messageExcess(body.messages) : undefined;
}

function messageExcess(messages: unknown[]): Excess | undefined {
  for (const [index, entry] of messages.entries()) {
    const message = fieldsOf(entry);
    const at = `messages[${index}]`;
    const found =
      longerThan(`${at}.content`, message.content, listLimits.contentParts) ??
      longerThan(`${at}.tool_calls`, message.tool_calls, listLimits.toolCalls) ??
      longerThan(`${at}.reasoning_details`, message.reasoning_details, listLimits.reasoningDetails);
    if (found) return found;
  }
  return undefined;
}

function longerThan(param: string, value: unknown, most: number): Excess | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found = Array.isArray(value) ? value.length : Object.keys(value).length;
  return found > most ? { param, most, found } : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
