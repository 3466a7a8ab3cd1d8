import type { GenerateRequest } from "../engine/types.js";
import type { ChatRequest } from "../schemas/chat-request.js";
import { badRequest, notFound } from "./api-error.js";
import { answerGrammar, toolUse } from "./constrain.js";
import { formatInstructions } from "./format-instructions.js";
import { toPromptMessages } from "./messages.js";
import { chooseModel } from "./routing.js";
import { toSampling } from "./sampling.js";
import type { ServedModel, ServedModels } from "./served-models.js";
import { toolInstructions } from "./tool-format.js";

/** What one request comes to: the engine's part and how to read the answer. */
export interface AnswerPlan {
  model: ServedModel;
  generate: GenerateRequest;
  /** Names of the functions whose calls are to be recognised in the answer. */
  callable: ReadonlySet<string>;
  reasoning: "none" | "separate" | "hide";
  /** Known fields that this model can't honour. */
  ignored: string[];
}

interface ReasoningWish {
  off: boolean;
  hide: boolean;
  /** The request's fields about reasoning that this model can't honour. */
  ignored: string[];
}

const reasoningWish = (request: ChatRequest, canReason: boolean): ReasoningWish => {
  const { reasoning, reasoning_effort: effort } = request;
  const off = reasoning?.enabled === false || reasoning?.effort === "none" || effort === "none";
  const budgets = [
    ...(reasoning?.effort ? ["reasoning.effort"] : []),
    ...(reasoning?.max_tokens ? ["reasoning.max_tokens"] : []),
    ...(effort ? ["reasoning_effort"] : []),
  ];
  const everything = [...(reasoning ? ["reasoning"] : []), ...(effort ? ["reasoning_effort"] : [])];
  return {
    off,
    hide: reasoning?.exclude === true || request.include_reasoning === false,
    ignored: off ? [] : canReason ? budgets : everything,
  };
};

const maxTokens = ({ max_tokens: a, max_completion_tokens: b }: ChatRequest) =>
  typeof a === "number" && typeof b === "number" ? Math.min(a, b) : (a ?? b ?? undefined);

/** Turns a validated request into an {@link AnswerPlan}. Throws `ApiError` for what can't be done. */
export const planAnswer = (request: ChatRequest, models: ServedModels, client: string): AnswerPlan => {
  const model = chooseModel(request, models);
  const { reasoning: canReason, vocabularySize } = model.engine.model;
  const wish = reasoningWish(request, canReason);
  if (wish.ignored.length > 0 && request.provider?.require_parameters) {
    throw notFound(`${model.id} does not support: ${wish.ignored.join(", ")}`, wish.ignored[0]);
  }
  if (typeof request.top_logprobs === "number" && request.top_logprobs > 0 && !request.logprobs) {
    throw badRequest("top_logprobs must come with logprobs: true", "top_logprobs");
  }

  const use = toolUse(request);
  const must =
    use && (use.choice === "auto" ? undefined : use.choice === "required" ? "" : use.choice.function.name);
  const instructions = use
    ? [toolInstructions(use.tools, must, use.parallel)]
    : formatInstructions(request.response_format);
  const messages = toPromptMessages(request.messages, instructions, model.defaults?.system);
  if (canReason && wish.off && messages.at(-1)?.role !== "assistant") {
    messages.push({ role: "assistant", content: "<think>\n\n</think>\n\n" });
  }
  const grammar = answerGrammar(request, use);
  const limit = maxTokens(request);
  return {
    model,
    generate: {
      messages,
      sampling: toSampling(request, vocabularySize, model.defaults),
      ...(limit !== undefined && { maxTokens: limit }),
      stop: typeof request.stop === "string" ? [request.stop] : (request.stop ?? []),
      ...(grammar !== undefined && { grammar }),
      ...(request.logprobs && { topLogprobs: request.top_logprobs ?? 0 }),
      client,
    },
    callable: new Set(use?.tools.map((tool) => tool.function.name)),
    reasoning: canReason ? (wish.hide ? "hide" : "separate") : "none",
    ignored: wish.ignored,
  };
};
