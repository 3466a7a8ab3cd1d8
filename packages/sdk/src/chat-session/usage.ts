import type { ChatGenerationTokenUsage } from "../models/index.js";
import type { ChatMessage, ChatTotalUsage } from "./types.js";

export function addUsage(total: ChatTotalUsage, usage: ChatGenerationTokenUsage | undefined): ChatTotalUsage {
  if (!usage) return total;
  return {
    promptTokens: total.promptTokens + count(usage.promptTokens),
    completionTokens: total.completionTokens + count(usage.completionTokens),
    totalTokens: total.totalTokens + count(usage.totalTokens),
    cost: total.cost + count(usage.cost),
  };
}

/** The number that a field promises; 0 of what a provider sent in its place. */
const count = (value: unknown): number => (typeof value === "number" ? value : 0);

export function totalUsage(messages: readonly ChatMessage[]): ChatTotalUsage {
  const none: ChatTotalUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0, cost: 0 };
  return messages.reduce((total, message) => addUsage(total, message.usage), none);
}
