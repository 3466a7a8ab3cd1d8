import type { AnswerParameters } from "./task.js";

export type Reasoning = NonNullable<AnswerParameters["reasoning"]>;
type Effort = Exclude<NonNullable<Reasoning["effort"]>, "none">;

/** Of the most tokens of an answer, those that an effort spends on reasoning: OpenRouter's ratios. */
const ratios: Record<Effort, number> = {
  max: 0.95,
  xhigh: 0.95,
  high: 0.8,
  medium: 0.5,
  low: 0.2,
  minimal: 0.1,
};

export function isOff({ effort, enabled }: Reasoning): boolean {
  return effort === "none" || enabled === false;
}

/** How much a task that wants reasoning wants of it. */
export function effortOf({ effort }: Reasoning): Effort {
  return effort === undefined || effort === "none" ? "medium" : effort;
}

/** Tokens of reasoning for an effort, of `most` in all. */
export function budgetFor(effort: Effort, most: number): number {
  return Math.floor(ratios[effort] * most);
}
