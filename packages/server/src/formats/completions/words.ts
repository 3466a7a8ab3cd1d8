import type { TextCompletion } from "./read-request.js";

/** The text that an answer continues. */
export function promptOf({ task: { prompts, parameters } }: TextCompletion, choice: number): string {
  return prompts[Math.floor(choice / (parameters.n ?? 1))] ?? "";
}
