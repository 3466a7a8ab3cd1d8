import type { ChatGenerationTokenUsage } from "../models/index.js";

/** Sums over all requests of a run. */
export interface RunUsage {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
  /** Prompt tokens that were read from a cache. */
  cachedTokens: number;
  /** Completion tokens of thinking. */
  reasoningTokens: number;
  /** In US dollars; 0 where the API reports no cost. */
  cost: number;
}

export const noUsage: RunUsage = {
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  cost: 0,
};

export function addUsage(sum: RunUsage, usage: ChatGenerationTokenUsage | undefined): RunUsage {
  if (!usage) return sum;
  return {
    promptTokens: sum.promptTokens + (usage.promptTokens ?? 0),
    completionTokens: sum.completionTokens + (usage.completionTokens ?? 0),
    totalTokens: sum.totalTokens + (usage.totalTokens ?? 0),
    cachedTokens: sum.cachedTokens + (usage.promptTokensDetails?.cachedTokens ?? 0),
    reasoningTokens: sum.reasoningTokens + (usage.completionTokensDetails?.reasoningTokens ?? 0),
    cost: sum.cost + (usage.cost ?? 0),
  };
}
