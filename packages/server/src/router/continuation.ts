import type { Task } from "../generation/task.js";
import type { Endpoint } from "./endpoint.js";
import { Repetition } from "./repetition.js";
import type { Transcript } from "./transcript.js";

/** A way to go on with an answer that broke off. */
export interface Continuation {
  kind: "prefill" | "restart";
  task: Task;
  /** Takes out of a restarted answer what the client has already. */
  repetition: Repetition | undefined;
}

/** The ways in which the endpoint may go on, the better first. */
export function continuations(
  task: Task,
  said: Transcript,
  tokens: number,
  { provider, model }: Endpoint,
): Continuation[] {
  const restart = (): Continuation => ({ kind: "restart", task, repetition: new Repetition(said) });
  const goesOn = task.prompts ? provider.completes?.(model) : provider.continues?.(model);
  if (!goesOn || !canPrefill(task, said)) return [restart()];
  return [{ kind: "prefill", task: prefilled(task, said, tokens), repetition: undefined }, restart()];
}

/** A form that the answer must have is held from its beginning; calls of functions can't be said half. */
function canPrefill({ parameters, messages, prompts }: Task, { choices }: Transcript): boolean {
  const { response_format: format, tool_choice: choice = "auto", n = 1 } = parameters;
  const [said] = choices;
  if (n !== 1 || choices.length !== 1 || !said) return false;
  if (said.content === "" || said.calls.length > 0 || said.refusal !== "" || said.finished) return false;
  if (format && format.type !== "text") return false;
  if (choice === "required" || typeof choice === "object") return false;
  if (prompts) return prompts.length === 1;
  const last = messages.at(-1)!;
  return last.role !== "assistant" || typeof last.content === "string";
}

function prefilled(task: Task, { choices: [said] }: Transcript, tokens: number): Task {
  const { max_tokens: most } = task.parameters;
  return {
    ...task,
    ...begun(task, said!.content),
    parameters:
      most === undefined ? task.parameters : { ...task.parameters, max_tokens: Math.max(1, most - tokens) },
  };
}

/** What was asked, with what was said of the answer at its end. */
function begun({ messages, prompts }: Task, said: string): Partial<Task> {
  if (prompts) return { prompts: [`${prompts[0]}${said}`] };
  const last = messages.at(-1)!;
  const own = last.role === "assistant";
  const answer = {
    ...(own && last),
    role: "assistant" as const,
    content: `${own ? last.content : ""}${said}`,
  };
  return { messages: [...(own ? messages.slice(0, -1) : messages), answer] };
}
