import type { Task } from "../generation/task.js";
import type { Endpoint } from "./endpoint.js";

/** The parameters that a task names, by OpenRouter's names. */
export function asksFor({ parameters, extra }: Task): string[] {
  const names: string[] = [];
  for (const name in parameters) {
    const value = parameters[name as keyof typeof parameters];
    if (value !== undefined && !isDefault(name, value)) names.push(name);
  }
  if (extra.verbosity !== undefined) names.push("verbosity");
  return names;
}

function isDefault(name: string, value: unknown): boolean {
  if (name === "n") return value === 1;
  if (name === "logprobs") return value === false;
  if (name === "modalities") return true;
  if (name === "response_format") return (value as { type: string }).type === "text";
  if (name === "tools") return (value as unknown[]).length === 0;
  return false;
}

const soft = ["tools", "response_format", "verbosity"];

/** Those that keep the task for the endpoints that honour them, if there are any. */
export function softWishes(task: Task): string[] {
  return asksFor(task).filter((name) => soft.includes(name));
}

/** The task without what the endpoint does not honour, and the names of that. */
export function fitted(task: Task, endpoint: Endpoint): { task: Task; ignored: string[] } {
  const ignored = asksFor(task).filter((name) => !takes(endpoint, name));
  if (ignored.length === 0) return { task, ignored };
  const left = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !ignored.includes(name)));
  return { task: { ...task, parameters: left(task.parameters), extra: left(task.extra) }, ignored };
}

/** Whether the endpoint honours a parameter, as far as is known. */
export function takes({ supportedParameters: supported }: Endpoint, name: string): boolean {
  if (!supported) return true;
  if (name === "max_tokens")
    return supported.includes("max_tokens") || supported.includes("max_completion_tokens");
  if (name === "response_format") {
    return supported.includes("response_format") || supported.includes("structured_outputs");
  }
  return supported.includes(name);
}
