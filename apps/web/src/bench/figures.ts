import type { ChatMessage } from "@openrouter/sdk/chat-session";
import {
  formatCost,
  formatCount,
  formatRate,
  formatSeconds,
  speedOf,
  tokenLength,
} from "../chat/statistics.js";

export interface Figure {
  name: string;
  value: string;
}

function median(values: number[]): number | undefined {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[middle - 1];
  if (upper === undefined) return undefined;
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

/** What a column's finished answers have in common: medians, and the sum of what they cost. */
export function figuresOf(messages: readonly ChatMessage[], now: number): Figure[] {
  const length = tokenLength(messages);
  const some = <T>(values: (T | undefined)[]): T[] => values.filter((value) => value !== undefined);
  const waits = some(
    messages.map(({ timings }) => timings?.firstTokenAt && timings.firstTokenAt - timings.submittedAt),
  );
  const rates = some(messages.map((message) => speedOf(message, length, now).tokensPerSecond));
  const wait = median(waits);
  const rate = median(rates);
  const tokens = messages.reduce((sum, { usage }) => sum + (usage?.completionTokens ?? 0), 0);
  const costs = some(messages.map(({ usage }) => usage?.cost ?? undefined));
  return [
    { name: "First token", value: wait === undefined ? "–" : formatSeconds(wait) },
    { name: "Speed", value: rate === undefined ? "–" : `${formatRate(rate)} tok/s` },
    { name: "Tokens", value: tokens > 0 ? formatCount(tokens) : "–" },
    {
      name: "Cost",
      value: costs.length > 0 ? formatCost(costs.reduce((sum, cost) => sum + cost, 0)) : "–",
    },
  ];
}
