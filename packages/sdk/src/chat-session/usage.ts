import type { ChatGenerationTokenUsage } from "../models/index.js";
import type { ChatMessage, ChatTotalUsage } from "./types.js";

export function addUsage(total: ChatTotalUsage, usage: ChatGenerationTokenUsage | undefined): ChatTotalUsage {
  if (!usage) return total;
  return {
    promptTokens: total.promptTokens + (usage.promptTokens ?? 0),
    completionTokens: total.completionTokens + (usage.completionTokens ?? 0),
    totalTokens: total.totalTokens + (usage.totalTokens ?? 0),
    cost: total.cost + (usage.cost ?? 0),
  };
}

export function totalUsage(messages: readonly ChatMessage[]): ChatTotalUsage {
  const none: ChatTotalUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0, cost: 0 };
  return messages.reduce((total, message) => addUsage(total, message.usage), none);
}
