import type { ConstraintCompiler } from "../../constraints/index.js";
import type { GenerateRequest, PromptMessage } from "../../engine/types.js";
import { notFound } from "../../generation/api-error.js";
import type { AnswerParameters, Task } from "../../generation/task.js";
import type { HowToRead } from "./answer-reader.js";
import { answerConstraint, openSchemas, type ToolUse } from "./constrain.js";
import type { OpenSchemas } from "./finished-answer.js";
import { formatInstructions } from "./format-instructions.js";
import type { EmbeddedModel } from "./model.js";
import { toPromptMessages } from "./prompt-messages.js";
import { toSampling } from "./sampling.js";
import { toolInstructions } from "./tool-format.js";

/** What a task comes to: the engine's part and how to read the answer. */
export interface AnswerPlan {
  /** A request for each prompt. */
  generate: GenerateRequest[];
  read: HowToRead;
  /** What is to be validated when the answer has come to its end. */
  open: OpenSchemas | undefined;
  /** How many answers to each prompt. */
  choices: number;
  /** Parameters that this model can't honour. */
  ignored: string[];
  /** What is honoured in part. */
  warnings: string[];
}

/** Throws `ApiError` for what can't be done. */
export async function planAnswer(
  task: Task,
  model: EmbeddedModel,
  compiler: ConstraintCompiler,
  signal: AbortSignal,
): Promise<AnswerPlan> {
  const { parameters, prompts } = task;
  const { reasoning: canReason, vocabularySize } = model.engine.model;
  const wish = reasoningWish(parameters, canReason);
  if (wish.ignored.length > 0 && task.routing.require_parameters) {
    throw notFound(`The model does not support: ${wish.ignored.join(", ")}`, wish.ignored[0]);
  }
  const use = toolUse(parameters);
  const asked = prompts
    ? prompts.map((text) => ({ messages: [], text }))
    : [{ messages: promptOf(task, model) }];
  const sampling = toSampling(parameters, vocabularySize, model.defaults);
  const constraint = await answerConstraint(compiler, task, use, signal);
  const drawn = {
    sampling,
    ...(parameters.max_tokens !== undefined && { maxTokens: parameters.max_tokens }),
    stop: parameters.stop ?? [],
    ...(constraint && { grammar: constraint.grammar }),
    ...(parameters.logprobs && { topLogprobs: parameters.top_logprobs ?? 0 }),
    ...(leavesSamplingOpen(parameters) && !constraint && { repetitionGuard: true }),
    client: task.client,
    user: task.user,
  };
  return {
    generate: asked.map((prompt) => ({ ...prompt, ...drawn })),
    read: {
      callable: new Set(use?.tools.map((tool) => tool.function.name)),
      reasoning: !canReason || prompts ? "none" : wish.hide ? "hide" : "separate",
    },
    open: constraint && openSchemas(constraint, parameters.response_format, use),
    choices: parameters.n ?? 1,
    ignored: wish.ignored,
    warnings: constraint?.warnings ?? [],
  };
}

/** The prompt of a task, with what the model is told of tools and formats. */
export function promptOf(
  { parameters, messages: said }: Task,
  { engine, defaults }: EmbeddedModel,
): PromptMessage[] {
  const use = toolUse(parameters);
  const instructions = use
    ? [toolInstructions(use.tools, mustCall(use), use.parallel)]
    : formatInstructions(parameters.response_format);
  const messages = toPromptMessages(said, instructions, defaults?.system);
  const { reasoning } = engine.model;
  if (reasoning && reasoningWish(parameters, reasoning).off && messages.at(-1)?.role !== "assistant") {
    messages.push({ role: "assistant", content: "<think>\n\n</think>\n\n" });
  }
  return messages;
}

/** The functions that the model may call in this answer, if any. */
function toolUse({
  tools = [],
  tool_choice: choice = "auto",
  ...rest
}: AnswerParameters): ToolUse | undefined {
  if (choice === "none" || tools.length === 0) return undefined;
  return { tools, choice, parallel: rest.parallel_tool_calls ?? true };
}

/** The function that the answer must call: `""` is any, undefined none. */
function mustCall({ choice }: ToolUse): string | undefined {
  if (choice === "auto") return undefined;
  return choice === "required" ? "" : choice.function.name;
}

interface ReasoningWish {
  off: boolean;
  hide: boolean;
  /** The parameters about reasoning that this model can't honour. */
  ignored: string[];
}

function reasoningWish({ reasoning }: AnswerParameters, canReason: boolean): ReasoningWish {
  const off = reasoning?.enabled === false || reasoning?.effort === "none";
  const budgets = [
    ...(reasoning?.effort ? ["reasoning.effort"] : []),
    ...(reasoning?.max_tokens ? ["reasoning.max_tokens"] : []),
  ];
  const wanted = reasoning?.effort || reasoning?.max_tokens || reasoning?.enabled || reasoning?.summary;
  return {
    off,
    hide: reasoning?.exclude === true,
    ignored: off ? [] : canReason ? budgets : wanted ? ["reasoning"] : [],
  };
}

/** Whether the request left it to the server how tokens are drawn. */
function leavesSamplingOpen(parameters: AnswerParameters): boolean {
  return (
    parameters.temperature === undefined &&
    parameters.repetition_penalty === undefined &&
    parameters.frequency_penalty === undefined &&
    parameters.presence_penalty === undefined &&
    parameters.logit_bias === undefined &&
    parameters.seed === undefined
  );
}
