import type { Message } from "../models/index.js";
import type { RunState } from "./state.js";

/** Decides after each step, when its calls have their results, whether the run stops. */
export type StopCondition = (state: RunState) => boolean | Promise<boolean>;

/** Stops after so many steps, counted from the beginning of the run. */
export const stepCountIs =
  (count: number): StopCondition =>
  ({ steps }) =>
    steps >= count;

/** Stops when all requests together used so many tokens. */
export const tokensUsed =
  (count: number): StopCondition =>
  ({ usage }) =>
    usage.totalTokens >= count;

/** Stops when all requests together cost so much, in US dollars. */
export const costReaches =
  (dollars: number): StopCondition =>
  ({ usage }) =>
    usage.cost >= dollars;

/** Stops when a tool of this name was called in the last step. */
export const toolCalled =
  (name: string): StopCondition =>
  ({ messages }) =>
    calls(messages.findLast(({ role }) => role === "assistant")).includes(name);

const calls = (message: Message | undefined): string[] =>
  message?.role === "assistant" ? (message.toolCalls ?? []).map((call) => call.function.name) : [];
