import { unsupported } from "../generation/api-error.js";
import type { Task } from "../generation/task.js";
import type { Endpoint } from "./endpoint.js";

/**
 * The task as the endpoint can be asked. A model that doesn't continue texts is sent the text as a user's message, and
 * the client is told; throws an `ApiError` with the fault `unsupported` where there are several.
 */
export function askable(task: Task, { provider, model }: Endpoint): { task: Task; warnings: string[] } {
  const { prompts, ...rest } = task;
  if (!prompts || provider.completes?.(model)) return { task, warnings: [] };
  const [prompt = "", ...others] = prompts;
  if (others.length > 0) {
    throw unsupported(
      provider.name,
      "takes messages and no texts to continue: prompt must be one text",
      "prompt",
    );
  }
  const warning = `${provider.name} does not continue texts: prompt was sent as a user's message`;
  return { task: { ...rest, messages: [{ role: "user", content: prompt }] }, warnings: [warning] };
}
