import type { AnswerParameters, Message, Task } from "../../generation/task.js";
import type { Flavour } from "./flavours.js";
import { formFields } from "./forms.js";
import { reasoningFields } from "./reasoning.js";

export interface UpstreamRequest {
  body: Record<string, unknown>;
  /** Fields of the task that the server was not sent. */
  ignored: string[];
}

/** Parameters that need more than a name. */
const translated = new Set<string>(["response_format", "reasoning"]);

/** The task in the server's dialect. Throws an `ApiError` with the fault `unsupported` for what it can't say. */
export function requestBody(
  task: Task,
  model: string,
  flavour: Flavour,
  provider: string,
  prefill: boolean,
): UpstreamRequest {
  const ignored: string[] = [];
  const body: Record<string, unknown> = {};
  addExtra(body, task.extra, flavour, ignored);
  body.model = model;
  body.messages = messages(task.messages, flavour, prefill);
  addCommon(body, task, flavour, provider, ignored);
  const reasoning = reasoningFields(task.parameters.reasoning, flavour);
  if (reasoning === "ignored") ignored.push("reasoning");
  else Object.assign(body, reasoning);
  if (prefill) Object.assign(body, flavour.prefill?.body);
  return { body, ignored };
}

/** A task of prompts, for `/completions`. Throws as {@link requestBody}. */
export function completionBody(
  task: Task,
  prompts: readonly string[],
  model: string,
  flavour: Flavour,
  provider: string,
): UpstreamRequest {
  const ignored: string[] = [];
  const body: Record<string, unknown> = {};
  addExtra(body, task.extra, flavour, ignored);
  body.model = model;
  body.prompt = prompts.length === 1 ? prompts[0] : prompts;
  const { logprobs, top_logprobs: top = 0, max_tokens, ...parameters } = task.parameters;
  addCommon(body, { ...task, parameters }, flavour, provider, ignored);
  // There it has its old name everywhere, and log-probabilities are a number.
  if (max_tokens !== undefined) body.max_tokens = max_tokens;
  if (logprobs && flavour.parameters.logprobs !== null) body.logprobs = top;
  else if (logprobs) ignored.push("logprobs");
  return { body, ignored };
}

/** What is said alike in both of the server's languages. */
function addCommon(
  body: Record<string, unknown>,
  { parameters }: Pick<Task, "parameters">,
  flavour: Flavour,
  provider: string,
  ignored: string[],
): void {
  body.stream = true;
  body.stream_options = { include_usage: true };
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || translated.has(name)) continue;
    const theirs = flavour.parameters[name as keyof AnswerParameters];
    if (theirs === null) ignored.push(name);
    else body[theirs ?? name] = value;
  }
  Object.assign(body, formFields(parameters.response_format, flavour, provider));
}

function addExtra(
  body: Record<string, unknown>,
  extra: Record<string, unknown>,
  { extra: taken }: Flavour,
  ignored: string[],
): void {
  for (const [name, value] of Object.entries(extra)) {
    if (taken && !taken.includes(name)) ignored.push(name);
    else body[name] = value;
  }
}

/** As they are, but for what the server would refuse. */
function messages(given: readonly Message[], flavour: Flavour, prefill: boolean): readonly unknown[] {
  const { developer, refusesInMessages: refused, prefill: how } = flavour;
  const last = given.length - 1;
  return given.map((message, index) => {
    const role = message.role === "developer" && !developer ? "system" : message.role;
    const marked = prefill && index === last ? how?.message : undefined;
    if (role === message.role && !marked && refused.length === 0) return message;
    const fields = Object.entries({ ...message, role, ...marked }).filter(
      ([name]) => !refused.includes(name),
    );
    const result: Record<string, unknown> = Object.fromEntries(fields);
    if (Array.isArray(result.content) && refused.includes("cache_control")) {
      result.content = result.content.map(({ cache_control: _, ...part }) => part);
    }
    return result;
  });
}
