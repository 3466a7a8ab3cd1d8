import { budgetFor, effortOf, isOff } from "../../generation/reasoning-effort.js";
import type { AnswerParameters } from "../../generation/task.js";
import type { Fields } from "../http/fields.js";
import { rulesOf } from "./models.js";

/** The least that the API takes. */
const leastBudget = 1024;
const mostBudget = 128_000;

export interface Thinking {
  on: boolean;
  /** `thinking`, and `output_config` if an effort is told. */
  thinking?: Fields;
  effort?: string;
  /** The most tokens of the whole answer, thoughts among them. */
  maxTokens: number;
  ignored: string[];
}

/** How the model is to think, and how long the answer may be. `usualTokens`: where the task sets no limit. */
export function thinkingOf(
  { reasoning, max_tokens, tool_choice: choice }: AnswerParameters,
  model: string,
  usualTokens: number,
): Thinking {
  const maxTokens = max_tokens ?? usualTokens;
  const off = (ignored: string[] = []): Thinking => ({ on: false, maxTokens, ignored });
  if (reasoning === undefined) return off();
  const { adaptive, alwaysThinks } = rulesOf(model);
  if (isOff(reasoning)) {
    return alwaysThinks ? off(["reasoning"]) : { ...off(), thinking: { type: "disabled" } };
  }
  const { effort, max_tokens: wished, enabled } = reasoning;
  if (effort === undefined && wished === undefined && !enabled) return off();
  // The API refuses thoughts before a call that is forced.
  if (isForced(choice)) return off(["reasoning"]);
  if (adaptive) {
    const told = effort === undefined ? {} : { effort: effort === "minimal" ? "low" : effort };
    const ignored = wished === undefined ? [] : ["reasoning.max_tokens"];
    return { on: true, thinking: { type: "adaptive" }, ...told, maxTokens, ignored };
  }
  const wanted = wished ?? budgetFor(effortOf(reasoning), maxTokens);
  const budget = Math.min(Math.max(wanted, leastBudget), mostBudget);
  if (max_tokens !== undefined && max_tokens <= leastBudget) return off(["reasoning"]);
  const room = max_tokens === undefined ? Math.max(maxTokens, budget + usualTokens) : max_tokens;
  const within = Math.min(budget, room - 1);
  return { on: true, thinking: { type: "enabled", budget_tokens: within }, maxTokens: room, ignored: [] };
}

export function isForced(choice: AnswerParameters["tool_choice"]): boolean {
  return choice === "required" || typeof choice === "object";
}
